import sql from 'sql-template-tag'
import type { ConnectionId, LoginId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, seal, unseal } from '#server/platform/seal.ts'

/** What signing out at a provider wants to see, by log-in. Lies in the identity plane: runs unconfined. */
export interface ProviderSession {
  organizationId: OrganizationId
  connectionId: ConnectionId
  idToken: string
}

/** Keeps the newest of a log-in and connection. */
export async function replaceProviderSession(
  tx: Tx,
  ring: KeyRing,
  loginId: LoginId,
  { organizationId, connectionId, idToken }: ProviderSession,
): Promise<void> {
  const { sealed, keyId } = seal(ring, Buffer.from(idToken), ownerOf(loginId, connectionId))
  await tx.query(sql`
    insert into provider_sessions (login_id, connection_id, organization_id, sealed, key_id)
    values (${loginId}, ${connectionId}, ${organizationId}, ${sealed}, ${keyId})
    on conflict (login_id, connection_id) do update set sealed = excluded.sealed, key_id = excluded.key_id`)
}

/** Those of a log-in, the last used first. */
export async function listProviderSessions(
  tx: Tx,
  ring: KeyRing,
  loginId: LoginId,
): Promise<ProviderSession[]> {
  const rows = await tx.query<Omit<ProviderSession, 'idToken'> & Sealed>(sql`
    select p.organization_id as "organizationId", p.connection_id as "connectionId", p.sealed, p.key_id as "keyId"
    from provider_sessions p
    left join evidence e on e.login_id = p.login_id and e.connection_id = p.connection_id and e.kind = 'sso'
    where p.login_id = ${loginId} order by e.at desc nulls last`)
  return rows.map(({ sealed, keyId, ...of }) => ({
    ...of,
    idToken: unseal(ring, { sealed, keyId }, ownerOf(loginId, of.connectionId)).toString(),
  }))
}

const ownerOf = (loginId: LoginId, connectionId: ConnectionId) =>
  `provider-session:${loginId}:${connectionId}`
