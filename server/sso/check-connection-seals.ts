import sql from 'sql-template-tag'
import type { Database } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { StartError } from '#server/platform/start-error.ts'

/**
 * Refuses to start where secrets of connections are sealed by a key that is not there: nobody of these organizations could
 * sign in by single sign-on, and nobody would know why.
 *
 * @throws StartError with how many there are and what to set
 */
export async function checkConnectionSeals(db: Database, ring: KeyRing): Promise<void> {
  const known = [...ring.keys.keys()]
  const lost = await db.transaction((tx) =>
    tx.query(sql`select organizations_sealed_otherwise(${known}::text[])`),
  )
  if (lost.length > 0)
    throw new StartError(
      `Secrets of single sign-on of ${lost.length} organizations are sealed by another secret key than this one. ` +
        'Put the key back from your backup, or name it in FOYER_SECRET_KEY_OLD.',
    )
}
