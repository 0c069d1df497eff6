import sql from 'sql-template-tag'
import type { Language } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * In which language to write to a caller: as they chose in the organization that they are in, or go to, or were in last.
 * Runs unconfined for a pending caller.
 */
export async function languageFor(tx: Tx, caller: Caller): Promise<Language> {
  if (caller.kind === 'session') return caller.language ?? caller.organization.language
  const [row] = await tx.query<{ language: Language | null }>(
    sql`select language_of_identity(${caller.identityId}, ${caller.targetMemberId}) as language`,
  )
  return row?.language ?? 'en'
}
