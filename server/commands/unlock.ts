import { unlockByCommand } from '#server/credentials/unlock-by-command.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'
import { nobody } from './nobody.ts'

/** OP4, LG8. */
export const unlockCommand = defineCommand({
  name: 'unlock',
  does: 'ends their wait after failed attempts, not the limit of a day',
  explains:
    'Ends the waits of a person after failed attempts, at every proof. What counts towards the limit of a day stays, so ' +
    'that unlocking buys no guesses. It wants the secret key of the running Foyer.',
  arguments: ['e-mail'],
  fails: 'there is nobody with that address',
  example: 'ann@example.com',
  read([email]) {
    return (surroundings) =>
      beside(surroundings, async (database, secretKey) => {
        const unlocked = await database.transaction((tx) =>
          unlockByCommand(tx, secretKey, email, new Date()),
        )
        if (unlocked === 'unknown') throw nobody(email)
        const lockedUntil = unlocked.lockedUntil?.toISOString() ?? null
        return {
          text: lockedUntil
            ? `${email} may try again at once, and need not wait until ${lockedUntil}. The limit of a day stays.`
            : `${email} was not locked. Failed attempts so far count no more, but towards the limit of a day.`,
          data: { email, lockedUntil },
        }
      })
  },
})
