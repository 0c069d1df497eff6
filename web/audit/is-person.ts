const things = /^(task|program|proposal|match|do_not_match|billing|flow)\./

/** Tasks have no names here, because whoever reads the log may not see every hub's; nor has what was deleted since. Anything else without a name was somebody. */
export const isPerson = (action: string): boolean => !things.test(action)
