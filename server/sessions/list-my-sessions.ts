import sql from 'sql-template-tag'
import type { SessionId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/** Where the caller is signed in to this organization; what they do elsewhere stays there. */
export async function listMySessions(tx: Tx, caller: SessionCaller) {
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
    where s.organization_id = ${caller.organizationId} and s.member_id = ${caller.memberId} and s.ended_at is null
    order by s.last_seen_at desc, s.id`)
  return {
    items: rows.map((row) => ({
      ...row,
      current: row.id === caller.sessionId,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
    })),
  }
}
