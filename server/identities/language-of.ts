import sql from 'sql-template-tag'
import type { IdentityId, Language, MemberId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** In which language to write to an identity: as it chose where it goes to or was last, else `otherwise`. Runs unconfined. */
export async function languageOf(
  tx: Tx,
  identityId: IdentityId,
  otherwise: Language = 'en',
  goingTo: MemberId | null = null,
): Promise<Language> {
  const [row] = await tx.query<{ language: Language | null }>(
    sql`select language_of_identity(${identityId}, ${goingTo}) as language`,
  )
  return row?.language ?? otherwise
}
