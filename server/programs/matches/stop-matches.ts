import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { endAllMatches } from './end-all-matches.ts'

/** All matches of an organization that begins to be deleted end; keeping it starts none again (OR2). `by` is null where the operator began it. Runs confined. */
export async function stopMatches(tx: Tx, by: MemberId | null, now: Date): Promise<void> {
  const why = { reason: 'organization-deleted', note: '', by } as const
  await endAllMatches(tx, sql`true`, ['staged', 'pending', 'active'], why, now)
}
