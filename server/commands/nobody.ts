import { StartError } from '#server/platform/start-error.ts'

/** What a command says of an address that nobody has. */
export const nobody = (email: string) =>
  new StartError(`There is nobody with the address ${email}.`)
