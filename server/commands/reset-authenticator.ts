import { resetAuthenticatorByCommand } from '#server/credentials/reset-authenticator-by-command.ts'
import { StartError } from '#server/platform/start-error.ts'
import type { Command } from './command.ts'
import { beside } from './connect.ts'
import { nobody } from './nobody.ts'
import { readArguments } from './read-arguments.ts'

/** The way out for whoever lost the device and has no home that could begin this (OP4, PW5). */
export const resetAuthenticatorCommand: Command = {
  name: 'reset-authenticator',
  takes: '<e-mail>',
  does: 'mails a link by which they remove a lost authenticator',
  read(rest) {
    const [email] = readArguments('reset-authenticator', rest, ['email'])
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
}
