import sql from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Connection as Shown } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdConnection } from './connection.ts'
import { getConnection } from './get-connection.ts'
import { mailAdministrators } from './mail-administrators.ts'
import { endSetUpLink } from './set-up-link.ts'
import { takeOff } from './take-off.ts'

/**
 * Enables a connection that is set up, whose set-up link stops, or disables it; idempotent. Enabled anew, nothing that was
 * proved through it before counts.
 *
 * @throws not-found, connection-unfinished, policy-locks-out
 */
export async function setConnectionStatus(
  tx: Tx,
  caller: SessionCaller,
  publicUrl: string,
  id: ConnectionId,
  status: 'enabled' | 'disabled',
  request: Where,
  now: Date,
): Promise<Shown> {
  const connection = await holdConnection(tx, id)
  if (!connection) throw problem('not-found')
  if (!connection.provider) throw problem('connection-unfinished')
  if (connection.status !== status) {
    if (status === 'enabled') {
      await tx.query(
        sql`update connections set status = 'enabled', evidence_since = ${now} where id = ${id}`,
      )
      await endSetUpLink(tx, { organizationId: caller.organizationId, connectionId: id })
    } else {
      await takeOff(tx, caller, connection, now)
      await tx.query(sql`update connections set status = 'disabled' where id = ${id}`)
    }
    const { name: connectionName } = connection
    const event = { action: `connection.${status}`, subjectId: id }
    await addAuditEvent(tx, caller, request, { ...event, details: { name: connectionName } }, now)
    await mailAdministrators(tx, caller.memberId, 'connection-changed', (administrator) => ({
      ...administrator,
      connectionName,
      by: nameOf(caller),
      change: status,
    }))
  }
  return getConnection(tx, caller, publicUrl, id, now)
}
