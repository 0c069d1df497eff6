import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { listSessionsOfMember } from './sessions-of-member.ts'

/**
 * Where a member is signed in to this organization; nothing of any other one (PR4).
 *
 * @throws not-found, also for a member of another organization
 */
export async function listUserSessions(tx: Tx, organizationId: OrganizationId, memberId: MemberId) {
  const found = await tx.query(sql`select from members where id = ${memberId}`)
  if (found.length === 0) throw problem('not-found')
  // Named by organization and member.
  const items = await unconfined(tx, () => listSessionsOfMember(tx, organizationId, memberId))
  return { items }
}
