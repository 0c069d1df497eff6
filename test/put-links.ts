import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { ConnectionId, IdentityId, MemberId } from '#api/common.ts'
import type { Evidence } from '#server/access/caller.ts'
import type { TestApp, TestOrganization } from './harness.ts'

const issuer = 'https://idp.example'

/** Puts an enabled connection where a test of people wants one; nobody can go through it. */
export const putConnection = (app: TestApp, { id }: TestOrganization, name = 'Okta') =>
  app.owner.transaction(async (tx) => {
    const [row] = await tx.query<{ id: ConnectionId }>(sql`
      insert into connections (organization_id, name, kind, status, provider, sealed_private_key, private_key_key_id,
        certificate, evidence_since, created_at)
      values (${id}, ${name}, 'oidc', 'enabled', ${JSON.stringify({ issuer })}, 'x', 'x', 'x', now() - interval '1 day', now())
      returning id`)
    return (row as { id: ConnectionId }).id
  })

/** Links a member to an account at the provider of a connection. */
export const putLink = (
  app: TestApp,
  organization: TestOrganization,
  connectionId: ConnectionId,
  memberId: MemberId,
  at = issuer,
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into sso_links (organization_id, connection_id, issuer, subject, member_id, proved_by, linked_at, last_signed_in_at)
      values (${organization.id}, ${connectionId}, ${at}, ${randomUUID()}, ${memberId}, 'own-proof', now(), now())`),
  )

/** Adds evidence to every log-in of an identity. */
export const putEvidence = (
  app: TestApp,
  identityId: IdentityId,
  evidence: Pick<Evidence, 'kind'> & Partial<Evidence>,
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into evidence (login_id, kind, connection_id, organization_id, at)
      select id, ${evidence.kind}, ${evidence.connectionId ?? null}, ${evidence.organizationId ?? null}, now()
      from logins where identity_id = ${identityId}`),
  )

/** From the next request on an organization demands single sign-on. */
export const demandSso = (
  app: TestApp,
  { id }: TestOrganization,
  secondFactor: 'none' | 'email_otp' = 'none',
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      update sign_in_policies set first_factor = 'sso', second_factor = ${secondFactor} where organization_id = ${id}`),
  )
