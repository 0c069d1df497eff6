import type { Page } from 'playwright-core'
import type { Client } from '#api/client.ts'
import type { Language } from '#api/common.ts'
import type { Connection } from '#api/sso.ts'
import type { OpenIdPeer } from '#test/peers/openid-provider.ts'
import { cookieClient } from './cookie-client.ts'
import { makeTeam, type Person, type Team } from './team.ts'

/** A team whose door wants its own identity provider. */
export interface SsoTeam extends Team {
  connection: Connection
  /** The owner as a browser, who has come in through the provider; `client` stands before the door. */
  admin: Client
}

/** Founds one whose provider is `peer`; its people are added before `demandSso` shuts its door. */
export async function makeSsoTeam(
  peer: OpenIdPeer,
  name: string,
  { language = 'en', signOutThere = false }: { language?: Language; signOutThere?: boolean } = {},
): Promise<SsoTeam> {
  const team = await makeTeam(name, language)
  const admin = cookieClient()
  await admin.signIn({ body: team.owner })
  addAccount(peer, team.owner)
  const connection = await connect(peer, admin, team.owner, `${name} ID`, signOutThere)
  return { ...team, connection, admin }
}

/** One more connection of whoever administers, through which they have come in once. */
export async function connect(
  peer: OpenIdPeer,
  admin: Client,
  owner: Person,
  name: string,
  signOutThere = false,
): Promise<Connection> {
  const { id, toCopy } = await admin.createConnection({ body: { name, kind: 'oidc' } })
  if (toCopy.kind !== 'oidc') throw new Error('Not OpenID Connect')
  const oidc = peer.addClient({
    redirectUris: [toCopy.redirectUri],
    postLogoutRedirectUris: [toCopy.postLogoutRedirectUri],
  })
  const params = { connectionId: id }
  await admin.updateConnection({
    params,
    body: { oidc: { issuer: peer.issuer, signOutThere, ...oidc } },
  })
  const connection = await admin.setConnectionStatus({ params, body: { status: 'enabled' } })
  const { url } = await admin.startSso({ body: { connectionId: id } })
  const query = new URL(await peer.authorize(url, { account: owner.email })).search
  await admin.finishSso({ body: { connectionId: id, query } })
  return connection
}

/** From now on single sign-on is what the door wants. */
export async function demandSso({ admin }: SsoTeam): Promise<void> {
  const { policy } = await admin.getSignInPolicy()
  await admin.updateSignInPolicy({ body: { policy: { ...policy, firstFactor: 'sso' } } })
}

/** Makes somebody known at the provider, by their e-mail. */
export const addAccount = (peer: OpenIdPeer, { email }: { email: string }): void =>
  void peer.accounts.set(email, { claims: { sub: `sub-of-${email}`, email, email_verified: true } })

/** Says who one is on the provider's page. */
export async function signInThere(page: Page, { email }: { email: string }): Promise<void> {
  await page.getByLabel('Login').fill(email)
  await page.getByLabel('Password').fill('secret')
  await page.getByRole('button', { name: 'Sign in' }).click()
}
