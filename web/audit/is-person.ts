/** Tasks have no names here, because whoever reads the log may not see every hub's; anything else without a name was somebody. */
export const isPerson = (action: string): boolean => !action.startsWith('task.')
