import sql from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Trace } from '#api/sso.ts'
import type { Tx } from '#server/platform/database.ts'
import { tracesMax } from './add-trace.ts'
import { findConnection } from './connection.ts'

/**
 * What happened on the ways through a connection, the newest first (SS3).
 *
 * @throws not-found
 */
export async function listTraces(tx: Tx, id: ConnectionId): Promise<{ items: Trace[] }> {
  if (!(await findConnection(tx, id))) throw problem('not-found')
  const rows = await tx.query<Omit<Trace, 'at'> & { at: Date }>(sql`
    select id, at, purpose, outcome, steps, claims, email, member_id as "memberId", host(ip) as ip
    from sso_traces where connection_id = ${id} order by at desc, id desc limit ${tracesMax}`)
  return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) }
}
