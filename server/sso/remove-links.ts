import sql from 'sql-template-tag'
import type { ConnectionId, MemberId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** Takes away what links a member to accounts at a provider. Answers how many there were. */
export async function removeLinks(
  tx: Tx,
  memberId: MemberId,
  connectionId: ConnectionId,
): Promise<number> {
  const removed = await tx.query(sql`
    delete from sso_links where member_id = ${memberId} and connection_id = ${connectionId} returning subject`)
  return removed.length
}
