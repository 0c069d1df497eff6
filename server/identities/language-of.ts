import sql from 'sql-template-tag'
import type { IdentityId, Language } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** In which language to write to an identity: as it chose where it was last, else `otherwise`. Runs unconfined. */
export async function languageOf(
  tx: Tx,
  identityId: IdentityId,
  otherwise: Language = 'en',
): Promise<Language> {
  const [row] = await tx.query<{ language: Language | null }>(
    sql`select language_of_identity(${identityId}) as language`,
  )
  return row?.language ?? otherwise
}
