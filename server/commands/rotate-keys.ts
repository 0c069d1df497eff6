import { rotateAttachmentSeals } from '#server/attachments/rotate-attachment-seals.ts'
import { rotateSeals } from '#server/door/rotate-seals.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { rotateConnectionSeals } from '#server/sso/rotate-connection-seals.ts'
import { defineCommand } from './command.ts'
import { beside } from './connect.ts'

/** Every process must know the present key already. */
export const rotateKeysCommand = defineCommand({
  name: 'rotate-keys',
  does: 'seals the secrets in the database anew with the present FOYER_SECRET_KEY',
  explains:
    'Seals the secrets in the database anew with FOYER_SECRET_KEY; those under FOYER_SECRET_KEY_OLD are opened by it. ' +
    'It works in batches, and may be repeated.',
  fails: 'something could not be opened or sealed',
  example: '--json',
  read() {
    return (surroundings) =>
      beside(surroundings, async (database, secretKey) => {
        const keyRing = createKeyRing(secretKey, surroundings.config.oldSecretKeys)
        const sealed =
          (await rotateSeals(database, keyRing)) +
          (await rotateConnectionSeals(database, keyRing)) +
          (await rotateAttachmentSeals(database, keyRing))
        return {
          text: `Sealed anew: ${sealed}. FOYER_SECRET_KEY_OLD is not needed any more.`,
          data: { sealed },
        }
      })
  },
})
