import sql from 'sql-template-tag'
import type { ConnectionId, MemberId } from '#api/common.ts'
import type { api } from '#api/index.ts'
import type { RequestOf, Returned } from '#api/route.ts'
import type { TestApp, TestOrganization, TestPerson } from './harness.ts'
import type { Browser } from './open-browser.ts'
import type { AuthorizeOptions, OpenIdPeer } from './peers/openid-provider.ts'

type Change = RequestOf<(typeof api)['updateConnection']>['body']

export interface TestConnection {
  id: ConnectionId
  organization: TestOrganization
  /** Its owner, who set it up, and how they are called. */
  owner: TestPerson
  ownerId: MemberId
  /** By the API, as that owner. */
  client: Awaited<ReturnType<TestApp['signedIn']>>['client']
}

/** An organization with an owner and an enabled connection to an OpenID provider, which its policy demands unless told. */
export async function arrangeConnection(
  app: TestApp,
  provider: OpenIdPeer,
  change: Change = {},
  { demanded = true, organization }: { demanded?: boolean; organization?: TestOrganization } = {},
): Promise<TestConnection> {
  const inside = organization ?? (await app.organization())
  const owner = await app.person()
  const ownerId = await app.member(inside, owner)
  const { client } = await app.signedIn(owner, ownerId)
  const made = await client.createConnection({ body: { name: 'Staff', kind: 'oidc' } })
  if (made.toCopy.kind !== 'oidc') throw new Error('made another kind of connection')
  const { redirectUri, postLogoutRedirectUri } = made.toCopy
  const known = provider.addClient({
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [postLogoutRedirectUri],
  })
  const oidc = { issuer: provider.issuer, ...known, ...change?.oidc }
  const params = { connectionId: made.id }
  const attributes = {
    email: 'email',
    firstName: 'given_name',
    lastName: 'family_name',
    title: 'job_title',
    phone: 'phone_number',
    groups: 'groups',
  }
  await client.updateConnection({ params, body: { attributes, ...change, oidc } })
  await client.setConnectionStatus({ params, body: { status: 'enabled' } })
  if (demanded) await demandSso(app, inside)
  return { id: made.id, organization: inside, owner, ownerId, client }
}

/** As if the owner had come through it first. */
export const demandSso = (
  app: TestApp,
  { id }: TestOrganization,
  evidenceSeconds: number | null = null,
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`update sign_in_policies set first_factor = 'sso', evidence_seconds = ${evidenceSeconds}
      where organization_id = ${id}`),
  )

/** As if its DNS had shown the record. */
export const proveDomain = (app: TestApp, { id }: TestOrganization, domain: string) =>
  app.owner.transaction((tx) =>
    tx.query(sql`insert into domains (organization_id, domain, token, created_at, proved_at)
      values (${id}, ${domain}, 'token', now(), now())`),
  )

/** As if the person had linked their account earlier. */
export const linkAccount = (
  app: TestApp,
  connection: TestConnection,
  { issuer }: Pick<OpenIdPeer, 'issuer'>,
  subject: string,
  memberId: MemberId,
) =>
  app.owner.transaction((tx) =>
    tx.query(sql`
      insert into sso_links (organization_id, connection_id, issuer, subject, member_id, proved_by, linked_at, last_signed_in_at)
      values (${connection.organization.id}, ${connection.id}, ${issuer}, ${subject}, ${memberId}, 'own-proof', now(), now())`),
  )

type Started = RequestOf<(typeof api)['startSso']>['body']

/** Goes through the provider in a browser: answers what came of it. */
export async function signInThrough(
  browser: Browser,
  provider: OpenIdPeer,
  connection: Pick<TestConnection, 'id'>,
  how: AuthorizeOptions,
  start: Partial<Started> = {},
): Promise<Returned<(typeof api)['finishSso']>> {
  const query = await goThrough(browser, provider, connection, how, start)
  return browser.client.finishSso({ body: { connectionId: connection.id, query } })
}

/** The same, up to what the provider hands back. */
export async function goThrough(
  browser: Browser,
  provider: OpenIdPeer,
  connection: Pick<TestConnection, 'id'>,
  how: AuthorizeOptions,
  start: Partial<Started> = {},
): Promise<string> {
  const { url } = await browser.client.startSso({ body: { connectionId: connection.id, ...start } })
  return new URL(await provider.authorize(url, how)).search
}

/** Actions of an organization's audit log about somebody, oldest first. */
export const auditOf = async (app: TestApp, { id }: { id: string }): Promise<string[]> => {
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ action: string }>(
      sql`select action from audit_events where organization_id = ${id} order by at, id`,
    ),
  )
  return rows.map(({ action }) => action)
}
