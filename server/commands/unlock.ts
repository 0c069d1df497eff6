import { unlockByCommand } from '#server/credentials/unlock-by-command.ts'
import type { Command } from './command.ts'
import { beside } from './connect.ts'
import { nobody } from './nobody.ts'
import { readArguments } from './read-arguments.ts'

/** OP4, LG8. */
export const unlockCommand: Command = {
  name: 'unlock',
  takes: '<e-mail>',
  does: 'ends their wait after failed attempts, not the limit of a day',
  read(rest) {
    const [email] = readArguments('unlock', rest, ['email'])
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
}
