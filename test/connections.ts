import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { ConnectionId, MemberId } from '#api/common.ts'
import type { OidcProvider } from '#server/sso/connection.ts'
import type { TestApp, TestOrganization } from './harness.ts'

export const testIssuer = 'https://idp.example'

interface Values {
  name?: string
  status?: 'draft' | 'enabled' | 'disabled'
  providesSecondFactor?: boolean
  issuer?: string
  /** How long it has been enabled as it is; an hour unless told. */
  secondsSince?: number
}

/** A connection as if it had been set up and enabled; nobody can speak to its provider. */
export async function addConnection(
  app: TestApp,
  inside: TestOrganization,
  values: Values = {},
): Promise<ConnectionId> {
  const {
    name = `Acme ${randomUUID().slice(0, 8)}`,
    status = 'enabled',
    providesSecondFactor = false,
    issuer = testIssuer,
    secondsSince = 3600,
  } = values
  const provider: OidcProvider = {
    issuer,
    clientId: 'foyer',
    clientAuthentication: 'private_key_jwt',
    scopes: 'openid email profile',
    signOutThere: false,
  }
  const [row] = await app.owner.transaction((tx) =>
    tx.query<{ id: ConnectionId }>(sql`
      insert into connections (organization_id, name, kind, status, provider, sealed_private_key, private_key_key_id, certificate,
        provides_second_factor, evidence_since, created_at)
      values (${inside.id}, ${name}, 'oidc', ${status}, ${JSON.stringify(provider)}, 'x', 'x', 'x', ${providesSecondFactor},
        now() - make_interval(secs => ${secondsSince}), clock_timestamp()) returning id`),
  )
  return (row as { id: ConnectionId }).id
}

/** A member's account at the provider of a connection; last used so many seconds ago. */
export const addLink = (
  app: TestApp,
  inside: TestOrganization,
  connectionId: ConnectionId,
  memberId: MemberId,
  { issuer = testIssuer, secondsAgo = 0 }: { issuer?: string; secondsAgo?: number } = {},
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into sso_links (organization_id, connection_id, issuer, subject, member_id, proved_by, linked_at, last_signed_in_at)
      values (${inside.id}, ${connectionId}, ${issuer}, ${memberId}, ${memberId}, 'own-proof',
        now() - make_interval(secs => ${secondsAgo}), now() - make_interval(secs => ${secondsAgo}))`),
  )

/** As if every log-in of a member's person had just come through a connection. */
export const proveSso = (
  app: TestApp,
  inside: TestOrganization,
  connectionId: ConnectionId,
  memberId: MemberId,
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into evidence (login_id, kind, connection_id, organization_id, at)
      select l.id, 'sso', ${connectionId}, ${inside.id}, now()
      from logins l join members m on m.identity_id = l.identity_id
      where m.id = ${memberId} and l.ended_at is null
      on conflict (login_id, kind, connection_id) do update set at = now()`),
  )

/** As if nothing of their own had been proved: signed in by single sign-on alone. */
export const forgetOwnProofs = (app: TestApp, memberId: MemberId) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      delete from evidence e using logins l, members m
      where l.id = e.login_id and m.identity_id = l.identity_id and m.id = ${memberId} and e.kind <> 'sso'`),
  )
