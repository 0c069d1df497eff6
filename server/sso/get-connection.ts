import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Connection } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { listConnections } from './list-connections.ts'

/** @throws not-found, also for a connection of another organization */
export async function getConnection(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId' | 'memberId'>,
  publicUrl: string,
  id: ConnectionId,
  now: Date,
): Promise<Connection> {
  const [connection] = await listConnections(tx, caller, publicUrl, now, id)
  if (!connection) throw problem('not-found')
  return connection
}
