import sql from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdConnection } from './connection.ts'
import { mailAdministrators } from './mail-administrators.ts'
import { takeOff } from './take-off.ts'

/**
 * Deletes a connection with its links, traces and what is on the way through it.
 *
 * @throws not-found, policy-locks-out
 */
export async function removeConnection(
  tx: Tx,
  caller: SessionCaller,
  id: ConnectionId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const connection = await holdConnection(tx, id)
  if (!connection) throw problem('not-found')
  await takeOff(tx, caller, connection, now)
  await tx.query(sql`delete from connections where id = ${id}`)
  const { name, kind, status } = connection
  const event = { action: 'connection.removed', subjectId: id, details: { name, kind, status } }
  await addAuditEvent(tx, caller, request, event, now)
  await mailAdministrators(tx, caller.memberId, 'connection-changed', (administrator) => ({
    ...administrator,
    connectionName: name,
    by: nameOf(caller),
    change: 'removed',
  }))
}
