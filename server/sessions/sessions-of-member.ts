import sql from 'sql-template-tag'
import type { MemberId, OrganizationId, SessionId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/** Where a member is signed in to one organization, the last used first. Runs unconfined: sessions lie in the identity plane. */
export async function listSessionsOfMember(
  tx: Tx,
  organizationId: OrganizationId,
  memberId: MemberId,
) {
  const rows = await tx.query<{
    id: SessionId
    createdAt: Date
    lastSeenAt: Date
    ip: string | null
    userAgent: string | null
    transport: 'cookie' | 'bearer'
  }>(sql`
    select s.id, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", host(s.ip) as ip,
      s.user_agent as "userAgent", l.transport
    from sessions s join logins l on l.id = s.login_id and l.ended_at is null
    where s.organization_id = ${organizationId} and s.member_id = ${memberId} and s.ended_at is null
    order by s.last_seen_at desc, s.id`)
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }))
}
