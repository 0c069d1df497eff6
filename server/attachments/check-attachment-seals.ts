import sql from 'sql-template-tag'
import type { Database } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { StartError } from '#server/platform/start-error.ts'

/**
 * Refuses to start where keys of attachments are sealed by a key that is not there: no picture of these organizations could be
 * shown, and none added.
 *
 * @throws StartError with how many there are and what to set
 */
export async function checkAttachmentSeals(db: Database, ring: KeyRing): Promise<void> {
  const known = [...ring.keys.keys()]
  const lost = await db.transaction((tx) =>
    tx.query(sql`select attachment_keys_sealed_otherwise(${known}::text[])`),
  )
  if (lost.length > 0)
    throw new StartError(
      `Attachments of ${lost.length} organizations are encrypted under another secret key than this one. ` +
        'Put the key back from your backup, or name it in FOYER_SECRET_KEY_OLD.',
    )
}
