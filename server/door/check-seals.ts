import sql from 'sql-template-tag'
import type { Database } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { StartError } from '#server/platform/start-error.ts'

/**
 * Refuses to start where authenticators are sealed by a key that is not there: each of their owners would be kept out by an
 * unexpected error, one after another, and nobody would know why.
 *
 * @throws StartError with how many there are and what to set
 */
export async function checkSeals(db: Database, ring: KeyRing): Promise<void> {
  const known = [...ring.keys.keys()]
  const [row] = await db.transaction((tx) =>
    tx.query<{ lost: number }>(
      sql`select count(*) as lost from authenticators where key_id <> all(${known}::text[])`,
    ),
  )
  if (row && row.lost > 0)
    throw new StartError(
      `${row.lost} authenticators are sealed by another secret key than this one. Put the key back from your backup, ` +
        'or name it in FOYER_SECRET_KEY_OLD; without it these people need a reset of their authenticator.',
    )
}
