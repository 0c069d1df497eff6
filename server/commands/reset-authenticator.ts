import { resetAuthenticatorByCommand } from '#server/credentials/reset-authenticator-by-command.ts'
import { StartError } from '#server/platform/start-error.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'
import { nobody } from './nobody.ts'

/** The way out for whoever lost the device and has no home that could begin this (OP4, PW5). */
export const resetAuthenticatorCommand = defineCommand({
  name: 'reset-authenticator',
  does: 'mails a link by which they remove a lost authenticator',
  explains:
    'Mails a person the link by which they remove a lost authenticator themselves: good once, for 24 hours; nothing ' +
    'changes before. Another one stops the first.',
  arguments: ['e-mail'],
  fails: 'there is nobody with that address, or they have no authenticator',
  example: 'ann@example.com',
  read([email]) {
    return (surroundings) =>
      beside(surroundings, async (database) => {
        const begun = await database.transaction((tx) =>
          resetAuthenticatorByCommand(tx, email, new Date()),
        )
        if (begun === 'unknown') throw nobody(email)
        if (begun === 'not-enrolled') throw new StartError(`${email} has no authenticator.`)
        const expiresAt = begun.expiresAt.toISOString()
        return {
          text:
            `A mail to ${email} waits to be sent. Its link is good once, until ${expiresAt}; ` +
            'the authenticator and its recovery codes go when they confirm there.',
          data: { email, expiresAt },
        }
      })
  },
})
