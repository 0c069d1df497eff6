import sql from 'sql-template-tag'
import type { ConnectionId, MemberId, OrganizationId } from '#api/common.ts'
import type { SsoPurpose, Trace } from '#api/sso.ts'
import type { Tx } from '#server/platform/database.ts'

export interface NewTrace {
  organizationId: OrganizationId
  connectionId: ConnectionId
  purpose: SsoPurpose
  outcome: Trace['outcome']
  steps: Trace['steps']
  claims: Trace['claims']
  email: string | null
  memberId: MemberId | null
  ip: string | null
}

/** How many a connection keeps, and shows. */
export const tracesMax = 200

/** Notes what happened on one way through a provider (SS3); of a connection the newest 200 are kept. Runs confined. */
export async function addTrace(tx: Tx, trace: NewTrace, now: Date): Promise<Trace> {
  const { organizationId, connectionId, ...shown } = trace
  const [row] = await tx.query<{ id: string }>(sql`
    insert into sso_traces (organization_id, connection_id, at, purpose, outcome, steps, claims, email, member_id, ip)
    values (${organizationId}, ${connectionId}, ${now}, ${trace.purpose}, ${trace.outcome}, ${JSON.stringify(trace.steps)},
      ${JSON.stringify(trace.claims)}, ${trace.email}, ${trace.memberId}, ${trace.ip})
    returning id`)
  if (!row) throw new Error('a trace was not written')
  await tx.query(sql`
    delete from sso_traces where connection_id = ${connectionId} and id in (
      select id from sso_traces where connection_id = ${connectionId} order by at desc, id desc offset ${tracesMax})`)
  return { ...shown, id: row.id, at: now.toISOString() }
}
