import sql from 'sql-template-tag'
import type { ConnectionId, IdentityId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

interface Vouched {
  organizationId: OrganizationId
  connectionId: ConnectionId
}

/**
 * What a connection has vouched for an identity counts no more, in any of its log-ins; what else they have proved stays.
 * Runs unconfined: evidence lies in the identity plane.
 */
export async function forgetConnection(
  tx: Tx,
  identityId: IdentityId,
  { organizationId, connectionId }: Vouched,
): Promise<void> {
  await tx.query(sql`
    delete from evidence e using logins l
    where l.id = e.login_id and l.identity_id = ${identityId} and e.kind = 'sso'
      and e.connection_id = ${connectionId} and e.organization_id = ${organizationId}`)
}
