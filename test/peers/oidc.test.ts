import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { BlockList } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { createGuardedFetch, type GuardedFetch } from '#server/outside/guarded-fetch.ts'
import { addressesOf } from '#server/sso/addresses.ts'
import { SsoRefusal } from '#server/sso/assertion.ts'
import { jwksOf } from '#server/sso/client-key.ts'
import type { OidcProvider } from '#server/sso/connection.ts'
import { createKeyPair } from '#server/sso/key-pair.ts'
import { checkOidc, finishOidc, providerSignOutUrl, startOidc } from '#server/sso/oidc.ts'
import type { OidcConnection } from '#server/sso/oidc-configuration.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import { bySecret, type Draft, type EvilPeer, startEvilProvider } from './evil-openid-provider.ts'
import { type AuthorizeOptions, type OpenIdPeer, startOpenIdProvider } from './openid-provider.ts'
import { createTestBrowser } from './test-browser.ts'

// OpenID Connect against a real provider, and against one that lies wherever it can.

const allow = new BlockList()
allow.addAddress('127.0.0.1', 'ipv4')
const outside = { fetch: createGuardedFetch({ allow, secondsMax: 5 }) }
const publicUrl = 'http://localhost:4100'
let keys: { privateKeyPem: string; certificatePem: string }
let real: OpenIdPeer
let evil: EvilPeer
const evilClientId = 'our-client'

beforeAll(async () => {
  keys = await createKeyPair('Foyer')
  real = await startOpenIdProvider({
    accounts: {
      ann: {
        claims: {
          sub: 'ann-7',
          email: 'ann@acme.example',
          email_verified: true,
          given_name: 'Ann',
          groups: ['staff', 'admins'],
          realm_access: { roles: ['editor'] },
        },
      },
    },
  })
  evil = await startEvilProvider(evilClientId)
})
afterAll(() => Promise.all([real.stop(), evil.stop()]))
beforeEach(() => evil.behave())

function connectionTo(
  provider: Partial<OidcProvider> & Pick<OidcProvider, 'issuer' | 'clientId'>,
  clientSecret: string | null = 'a secret of ours',
): OidcConnection {
  return {
    id: randomUUID() as ConnectionId,
    organizationId: randomUUID() as OrganizationId,
    name: 'Acme',
    status: 'enabled',
    kind: 'oidc',
    provider: {
      clientAuthentication: 'client_secret_basic',
      scopes: 'openid email profile',
      signOutThere: true,
      ...provider,
    },
    providesSecondFactor: false,
    justInTime: false,
    defaultRoleId: null,
    attributes: { email: '', firstName: '', lastName: '', title: '', phone: '', groups: '' },
    updateAtSignIn: false,
    evidenceSince: new Date(),
    certificate: keys.certificatePem,
    sealedSecret: null,
    sealedPrivateKey: { keyId: '', sealed: Buffer.alloc(0) },
    clientSecret,
    privateKey: keys.privateKeyPem,
  }
}

/** A connection that the real provider knows. */
function connected(client: Partial<Parameters<OpenIdPeer['addClient']>[0]> = {}, peer = real) {
  const connection = connectionTo({ issuer: peer.issuer, clientId: `client-${randomUUID()}` })
  const { back, afterSignOut } = addressesOf(publicUrl, connection.id)
  const { clientId, clientSecret } = peer.addClient({
    redirectUris: [back],
    postLogoutRedirectUris: [afterSignOut],
    ...client,
  })
  connection.provider.clientId = clientId
  connection.provider.clientAuthentication = client.authentication ?? 'client_secret_basic'
  connection.clientSecret = clientSecret
  return connection
}

const newSecrets = () => ({ nonce: randomUUID(), codeVerifier: randomUUID() + randomUUID() })

interface Ask {
  secrets?: { nonce: string; codeVerifier: string }
  loginHint?: string
  maxAgeSeconds?: number
  promptLogin?: boolean
}

async function start(connection: OidcConnection, ask: Ask = {}) {
  const attempt = {
    state: randomUUID(),
    secrets: ask.secrets ?? newSecrets(),
    maxAgeSeconds: ask.maxAgeSeconds ?? null,
  }
  const url = await startOidc(outside, connection, addressesOf(publicUrl, connection.id), {
    ...attempt,
    loginHint: ask.loginHint ?? null,
    promptLogin: ask.promptLogin ?? false,
  })
  return { ...attempt, url }
}

type Begun = Omit<Awaited<ReturnType<typeof start>>, 'state'> & { state: string }

async function finish(
  connection: OidcConnection,
  query: string,
  { state, secrets, maxAgeSeconds }: Begun,
  now = new Date(),
) {
  const steps = new TraceSteps()
  const back = { query, state, secrets, maxAgeSeconds }
  const addresses = addressesOf(publicUrl, connection.id)
  const outcome = await finishOidc(outside, connection, addresses, back, steps, now).catch(
    (error: unknown) => {
      if (error instanceof SsoRefusal) return error
      throw error
    },
  )
  const told = JSON.stringify(steps.steps)
  const { code, id_token: idToken } = Object.fromEntries(new URLSearchParams(query))
  for (const secret of [
    code,
    idToken,
    secrets.nonce,
    secrets.codeVerifier,
    connection.clientSecret,
  ])
    if (secret && secret.length > 8) expect(told).not.toContain(secret)
  return { outcome, steps: steps.steps }
}

/** All the way through the real provider. */
async function pass(connection: OidcConnection, ask: Ask = {}, there: AuthorizeOptions = {}) {
  const begun = await start(connection, ask)
  const back = await real.authorize(begun.url, { account: 'ann', ...there })
  return finish(connection, new URL(back).search, begun)
}

async function assertionOf(way: ReturnType<typeof finish>) {
  const { outcome, steps } = await way
  if (outcome instanceof SsoRefusal) throw new Error(JSON.stringify(steps))
  expect(steps.every(({ ok }) => ok)).toBe(true)
  return outcome
}

/** Why it was refused, and at which step: the last one, the only one that is not well. */
async function refusalOf(way: ReturnType<typeof finish>): Promise<[string, string | undefined]> {
  const { outcome, steps } = await way
  if (!(outcome instanceof SsoRefusal)) throw new Error('it was not refused')
  expect(steps.filter(({ ok }) => !ok)).toEqual(steps.slice(-1))
  expect(outcome.message).not.toBe('')
  return [outcome.reason, steps.at(-1)?.name]
}

describe('SS1: a real provider', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'] as const)(
    'signs in with %s',
    async (algorithm) => {
      const connection = connected({ algorithm })
      const assertion = await assertionOf(pass(connection, { maxAgeSeconds: 60 }))
      expect(assertion).toMatchObject({
        issuer: real.issuer,
        subject: 'ann-7',
        emailVerified: true,
        claims: {
          email: ['ann@acme.example'],
          groups: ['staff', 'admins'],
          'realm_access.roles': ['editor'],
        },
      })
      expect(assertion.authenticatedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000)
      expect(assertion.claims).not.toHaveProperty('nonce')
    },
  )

  test.each(['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const)(
    'knows us by %s, and nobody else as us',
    async (authentication) => {
      const jwks = jwksOf(keys.certificatePem)
      const connection = connected({
        authentication,
        ...(authentication === 'private_key_jwt' && { jwks }),
      })
      expect((await assertionOf(pass(connection))).subject).toBe('ann-7')
      connection.clientSecret = 'what somebody guessed'
      connection.privateKey = (await createKeyPair('Other')).privateKeyPem
      expect(await refusalOf(pass(connection))).toEqual(['provider-error', 'token'])
    },
  )

  test('no secret entered is told as such', async () => {
    const connection = connected()
    const begun = await start(connection)
    connection.clientSecret = null
    expect(await refusalOf(finish(connection, '?code=x', begun))).toEqual([
      'provider-error',
      'discovery',
    ])
  })

  test('somebody who is signed in there comes back at once, and shows themselves anew where asked', async () => {
    const connection = connected()
    const browser = createTestBrowser()
    await assertionOf(pass(connection, {}, { browser }))
    const nobody = { account: undefined, browser }
    await assertionOf(pass(connection, {}, nobody))
    await expect(pass(connection, { promptLogin: true }, nobody)).rejects.toThrow('asks who it is')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 120_000 })
    try {
      await assertionOf(pass(connection, { maxAgeSeconds: 600 }, nobody))
      await expect(pass(connection, { maxAgeSeconds: 60 }, nobody)).rejects.toThrow('asks who')
    } finally {
      vi.useRealTimers()
    }
  })

  test('the hint reaches its page, and a wrong password is said there', async () => {
    const { url } = await start(connected(), { loginHint: 'ann@acme.example' })
    const browser = createTestBrowser()
    const page = await browser.open(url, real.issuer)
    expect(page.body).toContain('value="ann@acme.example"')
    const again = await browser.open(page.url, real.issuer, { login: 'ann', password: 'wrong' })
    expect(again.body).toContain('Login or password is wrong.')
  })

  test('cancelling there is told as such', async () => {
    expect(await refusalOf(pass(connected(), {}, { cancel: true }))).toEqual([
      'cancelled',
      'answer',
    ])
  })

  test('who signed in too long ago is refused, however the provider answers', async () => {
    real.accounts.set('tired', { claims: {}, signedInSecondsAgo: 4000 })
    const way = pass(connected(), { maxAgeSeconds: 60 }, { account: 'tired' })
    expect(await refusalOf(way)).toEqual(['too-old', 'time'])
    const old = await assertionOf(pass(connected(), { maxAgeSeconds: 5000 }, { account: 'tired' }))
    expect(old.authenticatedAt?.getTime()).toBeLessThan(Date.now() - 3_900_000)
  })

  test('a code is good once, and for the attempt that it was given to alone (PKCE)', async () => {
    const connection = connected()
    const [mine, theirs] = [await start(connection), await start(connection)]
    const stolen = await real.authorize(theirs.url, { account: 'ann' })
    const injected = new URL(stolen)
    injected.searchParams.set('state', mine.state)
    expect(await refusalOf(finish(connection, injected.search, mine))).toEqual([
      'provider-error',
      'token',
    ])
    const own = new URL(await real.authorize(mine.url, { account: 'ann' })).search
    await assertionOf(finish(connection, own, mine))
    expect((await refusalOf(finish(connection, own, mine)))[0]).toBe('provider-error')
  })

  test('what the ID token lacks is read from userinfo, where the mapping wants it', async () => {
    const sparse = await startOpenIdProvider({
      claimsByUserinfo: true,
      accounts: { bo: { claims: { email: 'bo@acme.example', email_verified: false } } },
    })
    try {
      const connection = connected({}, sparse)
      const way = async () => {
        const begun = await start(connection)
        const back = await sparse.authorize(begun.url, { account: 'bo' })
        return finish(connection, new URL(back).search, begun)
      }
      expect(await assertionOf(way())).toMatchObject({
        emailVerified: true,
        claims: { sub: ['bo'] },
      })
      connection.attributes.email = 'email'
      expect(await assertionOf(way())).toMatchObject({
        emailVerified: false,
        claims: { email: ['bo@acme.example'] },
      })
    } finally {
      await sparse.stop()
    }
  })

  test('signing out there leads back here, and ends the session there', async () => {
    const connection = connected()
    const browser = createTestBrowser()
    const { idToken } = await assertionOf(pass(connection, {}, { browser }))
    const addresses = addressesOf(publicUrl, connection.id)
    const url = await providerSignOutUrl(outside, connection, addresses, idToken ?? '')
    const asks = await browser.open(url ?? '', real.issuer)
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(asks.body)?.[1] ?? ''
    const done = await browser.open(`${real.issuer}/session/end/confirm`, real.issuer, {
      xsrf,
      logout: 'yes',
    })
    expect(done.url).toBe(`${publicUrl}/sign-in`)
    const { url: anew } = await start(connection)
    await expect(real.authorize(anew, { browser })).rejects.toThrow('asks who it is')
  })

  test('our public key is shown as one, under its thumbprint, and nothing else of it', () => {
    const [key, ...others] = jwksOf(keys.certificatePem).keys
    expect(others).toEqual([])
    expect(Object.keys(key ?? {}).toSorted()).toEqual(
      ['e', 'kid', 'kty', 'n', 'use', 'x5c', 'x5t#S256'].toSorted(),
    )
  })
})

describe('SS1: the attempt as the provider sees it', () => {
  test('code, PKCE, nonce, state, and what was asked for beyond', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    const begun = await start(connection, {
      loginHint: 'a@b.c',
      maxAgeSeconds: 0,
      promptLogin: true,
    })
    const asked = Object.fromEntries(new URL(begun.url).searchParams)
    expect(asked).toEqual({
      client_id: evilClientId,
      response_type: 'code',
      redirect_uri: `${publicUrl}/sso/${connection.id}/return`,
      scope: 'openid email profile',
      state: begun.state,
      nonce: begun.secrets.nonce,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      login_hint: 'a@b.c',
      max_age: '0',
      prompt: 'login',
    })
    expect(begun.url).not.toContain(begun.secrets.codeVerifier)
    const bare = new URL((await start(connection)).url).searchParams
    for (const name of ['login_hint', 'max_age', 'prompt']) expect(bare.has(name)).toBe(false)
  })
})

/** Through the evil provider, whose code is the nonce that it puts into the ID token. */
async function evilWay(
  changes: { query?: Record<string, string>; maxAgeSeconds?: number } = {},
  connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId }),
) {
  const begun = await start(connection, {
    ...(changes.maxAgeSeconds !== undefined && { maxAgeSeconds: changes.maxAgeSeconds }),
  })
  const query = { code: begun.secrets.nonce, state: begun.state, ...changes.query }
  return finish(connection, new URLSearchParams(query).toString(), begun)
}

const seconds = () => Math.floor(Date.now() / 1000)
const withClaims = (claims: Record<string, unknown>) => (draft: Draft) => ({
  ...draft,
  claims: { ...draft.claims, ...claims },
})
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe('SS1: an ID token', () => {
  test('that is honest is taken; its clock may differ by a minute', async () => {
    expect((await assertionOf(evilWay())).subject).toBe('ann')
    for (const claims of [
      { exp: seconds() - 50 },
      { iat: seconds() + 50 },
      { nbf: seconds() + 50 },
    ]) {
      evil.forge = withClaims(claims)
      await assertionOf(evilWay())
    }
  })

  const attacks: [string, string, (draft: Draft) => Draft][] = [
    ['of another attempt', 'nonce', withClaims({ nonce: 'another' })],
    ['without nonce', 'token', withClaims({ nonce: undefined })],
    ['of another client', 'audience', withClaims({ aud: 'other-client' })],
    ['of other clients', 'audience', withClaims({ aud: ['other', 'clients'], azp: evilClientId })],
    ['for several, of nobody', 'audience', withClaims({ aud: [evilClientId, 'other'] })],
    [
      'for several, of another',
      'audience',
      withClaims({ aud: [evilClientId, 'other'], azp: 'other' }),
    ],
    ['without audience', 'token', withClaims({ aud: undefined })],
    ['of another issuer', 'issuer', withClaims({ iss: 'https://idp.other.example' })],
    ['without issuer', 'token', withClaims({ iss: undefined })],
    ['that has expired', 'time', withClaims({ exp: seconds() - 100, iat: seconds() - 400 })],
    ['without expiry', 'token', withClaims({ exp: undefined })],
    ['issued in the future', 'time', withClaims({ iat: seconds() + 400, exp: seconds() + 900 })],
    ['not good yet', 'time', withClaims({ nbf: seconds() + 400 })],
    ['without subject', 'token', withClaims({ sub: undefined })],
    ['whose subject is empty', 'subject', withClaims({ sub: '' })],
    ['whose subject is a number', 'token', withClaims({ sub: 7 })],
    ['whose subject is endless', 'subject', withClaims({ sub: 'x'.repeat(256) })],
    ['whose subject hides a line', 'subject', withClaims({ sub: 'ann\n' })],
    ['whose subject looks like another', 'subject', withClaims({ sub: 'ann ' })],
    ['of a foreign key', 'signature', (draft) => ({ ...draft, key: stranger.privateKey })],
    [
      'of an unknown key',
      'signature',
      (draft) => ({
        ...draft,
        header: { ...draft.header, kid: 'unknown' },
        key: stranger.privateKey,
      }),
    ],
    [
      'that brings its own key along',
      'signature',
      (draft) => ({
        ...draft,
        header: {
          ...draft.header,
          jwk: stranger.publicKey.export({ format: 'jwk' }),
          jku: `${evil.issuer}/stolen-keys`,
        },
        key: stranger.privateKey,
      }),
    ],
    [
      'that was changed afterwards',
      'signature',
      (draft) => ({ ...draft, signature: () => Buffer.alloc(256, 1).toString('base64url') }),
    ],
    ['without signature', 'signature', (draft) => ({ ...draft, signature: () => '' })],
    [
      'with an extension that we do not know',
      'token',
      (draft) => ({ ...draft, header: { ...draft.header, crit: ['exp'] } }),
    ],
  ]
  test.each(attacks)('%s is refused at %s', async (_what, step, forge) => {
    evil.forge = forge
    expect(await refusalOf(evilWay())).toEqual(['answer-not-valid', step])
    expect(evil.asked.map(({ line }) => line)).not.toContain('GET /stolen-keys')
  })

  test.each(['none', 'None', 'HS256', 'HS512'])(
    'by %s is refused, even where the provider says that it does so',
    async (alg) => {
      const spellings = [
        evil.publicKey.export({ type: 'spki', format: 'pem' }),
        evil.publicKey.export({ type: 'spki', format: 'der' }),
        String(evil.publicKey.export({ format: 'jwk' }).n),
        'a secret of ours',
      ]
      evil.discovery = { id_token_signing_alg_values_supported: ['RS256', alg] }
      for (const secret of spellings) {
        evil.forge = ({ header, ...draft }) => ({
          ...draft,
          header: { ...header, alg },
          signature: alg.startsWith('HS') ? bySecret(secret) : () => '',
        })
        expect(await refusalOf(evilWay())).toEqual(['answer-not-valid', 'signature'])
      }
    },
  )

  test('by an algorithm that the provider does not name is refused', async () => {
    evil.discovery = { id_token_signing_alg_values_supported: ['ES256'] }
    expect(await refusalOf(evilWay())).toEqual(['answer-not-valid', 'signature'])
    evil.discovery = { id_token_signing_alg_values_supported: ['none'] }
    expect(await refusalOf(evilWay())).toEqual(['answer-not-valid', 'signature'])
  })

  test('says when the person signed in, where that was asked', async () => {
    const way = () => evilWay({ maxAgeSeconds: 60 })
    expect(await refusalOf(way())).toEqual(['answer-not-valid', 'time'])
    for (const [at, reason] of [
      [seconds() - 60 - 600 - 60 - 10, 'too-old'],
      [seconds() + 100, 'answer-not-valid'],
      [0, 'too-old'],
    ] as const) {
      evil.forge = withClaims({ auth_time: at })
      expect(await refusalOf(way())).toEqual([reason, 'time'])
    }
    evil.forge = withClaims({ auth_time: '0' })
    expect((await refusalOf(way()))[0]).toBe('answer-not-valid')
    evil.forge = withClaims({ auth_time: seconds() - 30 })
    expect((await assertionOf(way())).authenticatedAt).not.toBeNull()
  })

  test('is judged by the time that is passed, not by when the test runs', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    const begun = await start(connection)
    const query = `code=${begun.secrets.nonce}&state=${begun.state}`
    const later = new Date(Date.now() + 600_000)
    expect(await refusalOf(finish(connection, query, begun, later))).toEqual([
      'answer-not-valid',
      'time',
    ])
    const earlier = new Date(Date.now() - 600_000)
    expect(await refusalOf(finish(connection, query, begun, earlier))).toEqual([
      'answer-not-valid',
      'time',
    ])
  })
})

describe('SS1: the answer by way of the browser', () => {
  const answers: [string, [string, string], Record<string, string>, Record<string, unknown>][] = [
    ['another issuer', ['answer-not-valid', 'answer'], { iss: 'https://idp.other.example' }, {}],
    [
      'no issuer where one is promised',
      ['answer-not-valid', 'answer'],
      {},
      { authorization_response_iss_parameter_supported: true },
    ],
    [
      'an empty issuer where one is promised',
      ['answer-not-valid', 'answer'],
      { iss: '' },
      { authorization_response_iss_parameter_supported: true },
    ],
    ['another state', ['answer-not-valid', 'answer'], { state: 'other' }, {}],
    ['a token that nobody asked for', ['answer-not-valid', 'answer'], { id_token: 'a.b.c' }, {}],
    ['an answer in a token', ['answer-not-valid', 'answer'], { response: 'a.b.c' }, {}],
    ['an error', ['provider-error', 'answer'], { error: 'server_error' }, {}],
    ['nobody to show', ['provider-error', 'answer'], { error: 'login_required' }, {}],
    [
      'an error of another issuer',
      ['answer-not-valid', 'answer'],
      { error: 'access_denied', iss: 'https://idp.other.example' },
      {},
    ],
  ]
  test.each(answers)(
    '%s: %j, and no code is redeemed',
    async (_what, refusal, query, discovery) => {
      evil.discovery = discovery
      expect(await refusalOf(evilWay({ query }))).toEqual(refusal)
      expect(evil.asked.map(({ line }) => line)).not.toContain('POST /token')
    },
  )

  test('without a code, with two, or with none of it', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    const begun = await start(connection)
    for (const query of [
      `state=${begun.state}`,
      `code=a&code=b&state=${begun.state}`,
      `code=a&state=${begun.state}&state=${begun.state}`,
      '',
      '?',
      '#',
      '%',
      'https://evil.example/?code=a',
    ])
      expect((await refusalOf(finish(connection, query, begun)))[0]).toBe('answer-not-valid')
    expect(evil.asked.map(({ line }) => line)).not.toContain('POST /token')
  })

  test('the right code at the wrong connection never reaches the other provider (mix-up)', async () => {
    const honest = connected()
    const lying = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    const [atHonest, atLying] = [await start(honest), await start(lying)]
    const back = new URL(await real.authorize(atHonest.url, { account: 'ann' }))
    back.searchParams.set('state', atLying.state)
    expect(await refusalOf(finish(lying, back.search, atLying))).toEqual([
      'answer-not-valid',
      'answer',
    ])
    expect(evil.asked.map(({ line }) => line)).not.toContain('POST /token')
    const other = connected()
    back.searchParams.set('state', atHonest.state)
    expect((await refusalOf(finish(other, back.search, atHonest)))[0]).toBe('provider-error')
  })
})

describe('SS4: what the provider names and answers', () => {
  const json = { 'content-type': 'application/json' }

  test.each(['token_endpoint', 'jwks_uri', 'userinfo_endpoint'])(
    'a %s at a private address is never asked',
    async (endpoint) => {
      for (const url of ['http://127.0.0.2:80/', 'https://169.254.169.254/', 'http://10.0.0.1/']) {
        evil.discovery = { [endpoint]: url }
        const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
        connection.attributes.email = 'email'
        const [reason] = await refusalOf(evilWay({}, connection))
        expect(reason).toBe('provider-unreachable')
      }
    },
  )

  test.each([undefined, 7, '', 'nonsense', 'file:///etc/passwd', 'javascript:alert(1)'])(
    'an authorization_endpoint that is %j leads nobody there',
    async (url) => {
      evil.discovery = { authorization_endpoint: url }
      const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
      await expect(start(connection)).rejects.toBeInstanceOf(SsoRefusal)
    },
  )

  const broken: [string, string, (response: import('node:http').ServerResponse) => void][] = [
    ['a redirect', 'provider-unreachable', (r) => r.writeHead(307, { location: '/there' }).end()],
    [
      'JSON without an end',
      'provider-unreachable',
      (r) => {
        r.writeHead(200, json).write('{"access_token":"')
        const more = () => {
          while (r.writable && r.write('x'.repeat(65_536)));
          r.once('drain', more)
        }
        more()
      },
    ],
    ['an error', 'provider-error', (r) => r.writeHead(500, json).end('{}')],
    ['a refusal', 'provider-error', (r) => r.writeHead(400, json).end('{"error":"invalid_grant"}')],
    ['no JSON', 'answer-not-valid', (r) => r.writeHead(200, json).end('a secret: {')],
    ['a list', 'answer-not-valid', (r) => r.writeHead(200, json).end('[]')],
    ['a page', 'provider-error', (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('x')],
    ['nothing', 'provider-error', (r) => r.writeHead(204).end()],
    ['a broken line', 'provider-unreachable', (r) => r.destroy()],
  ]
  test.each(broken)('%s of the token endpoint is %s', async (_what, reason, answer) => {
    evil.answers.set('/token', (_request, response) => answer(response))
    const way = await evilWay()
    expect(await refusalOf(Promise.resolve(way))).toEqual([reason, 'token'])
    expect(JSON.stringify(way)).not.toContain('a secret:')
    expect(evil.asked.map(({ line }) => line)).not.toContain('POST /there')
  })

  test.each([
    { id_token: undefined },
    { id_token: 'a.b.c' },
    { id_token: 'e30.e30.' },
    { id_token: 7 },
    { id_token: 'a.b.c.d.e' },
    { access_token: undefined },
    { token_type: 'mac' },
  ])('a token answer with %j is refused', async (tokenAnswer) => {
    evil.tokenAnswer = tokenAnswer
    expect((await refusalOf(evilWay()))[0]).toBe('answer-not-valid')
  })

  test.each(['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'])(
    'a provider with https has no %s without, whatever the operator allows',
    async (endpoint) => {
      const issuer = 'https://idp.example'
      const asked: string[] = []
      const answer = (body: unknown) => ({
        status: 200,
        headers: new Headers({ 'content-type': 'application/json' }),
        body: Buffer.from(JSON.stringify(body)),
      })
      const begun = { state: 's', secrets: newSecrets(), maxAgeSeconds: null, url: '' }
      // A world with this one provider in it, whose tokens are good up to their signature.
      const fetch: GuardedFetch = async (url) => {
        asked.push(url)
        if (url === `${issuer}/token`)
          return answer({ access_token: 'a', token_type: 'Bearer', id_token: unsigned })
        return answer({
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          userinfo_endpoint: `${issuer}/userinfo`,
          [endpoint]: 'http://idp.example/plain',
        })
      }
      const claims = { iss: issuer, aud: 'x', sub: 'ann', nonce: begun.secrets.nonce }
      const times = { iat: seconds(), exp: seconds() + 60 }
      const unsigned = [{ alg: 'RS256' }, { ...claims, ...times }, 'signature']
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.')
      const connection = connectionTo({ issuer, clientId: 'x' })
      const addresses = addressesOf(publicUrl, connection.id)
      const back = { ...begun, query: 'code=c&state=s' }
      await expect(
        finishOidc({ fetch }, connection, addresses, back, new TraceSteps(), new Date()),
      ).rejects.toBeInstanceOf(SsoRefusal)
      if (endpoint === 'authorization_endpoint')
        await expect(
          startOidc({ fetch }, connection, addresses, {
            ...begun,
            loginHint: null,
            promptLogin: false,
          }),
        ).rejects.toBeInstanceOf(SsoRefusal)
      await expect(checkOidc(fetch, connection.provider)).rejects.toMatchObject({
        type: 'values-refused',
      })
      expect(asked).not.toContain('http://idp.example/plain')
    },
  )

  const odd = [undefined, null, 7, '', 'nonsense', 'http://[', [], {}, [7], 'x'.repeat(5000)]
  test.each([
    'issuer',
    'token_endpoint',
    'jwks_uri',
    'userinfo_endpoint',
    'id_token_signing_alg_values_supported',
    'token_endpoint_auth_signing_alg_values_supported',
    'authorization_response_iss_parameter_supported',
  ])('whatever stands as %s, nothing breaks', async (name) => {
    for (const value of odd) {
      evil.discovery = { [name]: value }
      const connection = connectionTo({
        issuer: evil.issuer,
        clientId: evilClientId,
        clientAuthentication: 'private_key_jwt',
      })
      connection.attributes.email = 'email'
      const begun = { state: 's', secrets: newSecrets(), maxAgeSeconds: null, url: '' }
      const query = `code=${begun.secrets.nonce}&state=s`
      await finish(connection, query, begun)
      await checkOidc(outside.fetch, connection.provider).catch((error: unknown) => {
        expect(String(error)).toMatch(/^(Problem|Unreachable)/)
      })
    }
  })

  test('whatever stands as a key, a claim or a token, nothing breaks', async () => {
    const good = evil.keys[0]
    for (const value of odd) {
      for (const name of ['kty', 'n', 'e', 'alg', 'use', 'kid', 'key_ops']) {
        evil.keys = [{ ...good, [name]: value }]
        await evilWay()
      }
      evil.keys = [good ?? {}]
      for (const name of ['iss', 'aud', 'azp', 'sub', 'exp', 'iat', 'nbf', 'auth_time', 'nonce']) {
        evil.forge = withClaims({
          [name]: value,
          ...(name === 'azp' && { aud: [evilClientId, 'x'] }),
        })
        await evilWay({ maxAgeSeconds: 60 })
      }
      for (const name of ['alg', 'kid', 'typ', 'b64']) {
        evil.forge = ({ header, ...draft }) => ({ ...draft, header: { ...header, [name]: value } })
        await evilWay()
      }
      evil.forge = (draft) => draft
      for (const name of ['id_token', 'access_token', 'token_type', 'scope', 'expires_in']) {
        evil.tokenAnswer = { [name]: value }
        await evilWay()
      }
      evil.tokenAnswer = {}
    }
  })

  test('userinfo of somebody else is refused', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    connection.attributes.email = 'email'
    for (const userInfo of [
      { sub: 'bob', email: 'bob@acme.example' },
      { email: 'x@acme.example' },
    ]) {
      evil.userInfo = userInfo
      expect(await refusalOf(evilWay({}, connection))).toEqual(['answer-not-valid', 'userinfo'])
    }
    evil.answers.set('/userinfo', (_request, response) => response.writeHead(403).end())
    expect((await refusalOf(evilWay({}, connection)))[0]).toBe('provider-error')
  })

  test('an address that either source calls unchecked is unchecked, and the ID token comes first', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    Object.assign(connection.attributes, { email: 'email', title: 'title' })
    evil.userInfo = {
      sub: 'ann',
      email: 'other@acme.example',
      email_verified: 'false',
      title: 'Dr',
    }
    evil.forge = withClaims({ email: 'ann@acme.example' })
    expect(await assertionOf(evilWay({}, connection))).toMatchObject({
      emailVerified: false,
      claims: { email: ['ann@acme.example'], title: ['Dr'] },
    })
  })

  test('claims of odd shapes harm nobody', async () => {
    evil.forge = withClaims(
      JSON.parse(
        '{"__proto__":{"email":"x"},"a":null,"b":[1,true,{"c":2},null],"d":"x\\u0000y\\ud800"}',
      ),
    )
    const { claims } = await assertionOf(evilWay())
    expect(claims).toMatchObject({ b: ['1', 'true'], d: ['xy\ufffd'] })
    expect(claims.a).toBeUndefined()
    expect(claims.email).toBeUndefined()
  })
})

describe('SS1: what a provider publishes', () => {
  const count = (line: string) => evil.asked.filter((one) => one.line === line).length
  const discovery = 'GET /.well-known/openid-configuration'

  test('is read once in a while, by each connection for itself', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    await assertionOf(evilWay({}, connection))
    await assertionOf(evilWay({}, connection))
    expect([count(discovery), count('GET /keys')]).toEqual([1, 1])
    await assertionOf(evilWay())
    expect([count(discovery), count('GET /keys')]).toEqual([2, 2])
    connection.provider.issuer = `${evil.issuer}/`
    await assertionOf(evilWay({}, connection))
    expect(count(discovery)).toBe(3)
  })

  test('a new key is found when a token names it', async () => {
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    await assertionOf(evilWay({}, connection))
    const jwk = { ...stranger.publicKey.export({ format: 'jwk' }), kid: 'new' }
    evil.keys = [jwk]
    evil.forge = (draft) => ({
      ...draft,
      header: { alg: 'RS256', kid: 'new' },
      key: stranger.privateKey,
    })
    // Not at once: whoever sends made-up names of keys would have us ask for each.
    expect(await refusalOf(evilWay({}, connection))).toEqual(['answer-not-valid', 'signature'])
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 })
    try {
      await assertionOf(evilWay({}, connection))
    } finally {
      vi.useRealTimers()
    }
  })

  test('another issuer than the one that was entered is refused', async () => {
    evil.discovery = { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' }
    const connection = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    await expect(start(connection)).rejects.toBeInstanceOf(SsoRefusal)
    const begun = { state: 's', secrets: newSecrets(), maxAgeSeconds: null, url: '' }
    expect((await refusalOf(finish(connection, 'code=a&state=s', begun)))[1]).toBe('discovery')
    evil.behave()
    connection.provider.issuer = `${evil.issuer}/.well-known/openid-configuration`
    await expect(start(connection)).rejects.toMatchObject({ reason: 'provider-error' })
  })

  test('nobody there: told as such, and signing out goes nowhere', async () => {
    const connection = connectionTo({ issuer: 'https://127.0.0.1:1', clientId: 'x' })
    await expect(start(connection)).rejects.toMatchObject({ reason: 'provider-unreachable' })
    const addresses = addressesOf(publicUrl, connection.id)
    expect(await providerSignOutUrl(outside, connection, addresses, 'a.b.c')).toBeNull()
    const without = connectionTo({ issuer: evil.issuer, clientId: evilClientId })
    expect(await providerSignOutUrl(outside, without, addresses, 'a.b.c')).toBeNull()
  })
})

describe('SS3: what is entered is checked with the provider', () => {
  const entered = () => ({
    issuer: evil.issuer,
    clientId: evilClientId,
    clientAuthentication: 'client_secret_basic' as const,
    signOutThere: false,
  })

  test('a good provider is taken, the real one too', async () => {
    await checkOidc(outside.fetch, entered())
    await checkOidc(outside.fetch, { ...entered(), issuer: real.issuer, signOutThere: true })
    evil.discovery = { code_challenge_methods_supported: undefined }
    await checkOidc(outside.fetch, entered())
  })

  const wrong: [string, Record<string, unknown>][] = [
    ['#/oidc/issuer', { issuer: 'https://idp.other.example' }],
    ['#/oidc/issuer', { authorization_endpoint: undefined }],
    ['#/oidc/issuer', { authorization_endpoint: 'javascript:alert(1)' }],
    ['#/oidc/issuer', { token_endpoint: 7 }],
    ['#/oidc/issuer', { jwks_uri: undefined }],
    ['#/oidc/issuer', { end_session_endpoint: 'ftp://idp.example' }],
    ['#/oidc/issuer', { response_types_supported: ['id_token'] }],
    ['#/oidc/issuer', { code_challenge_methods_supported: ['plain'] }],
    ['#/oidc/issuer', { id_token_signing_alg_values_supported: ['HS256', 'none'] }],
    ['#/oidc/clientAuthentication', { token_endpoint_auth_methods_supported: ['tls_client_auth'] }],
  ]
  test.each(wrong)('values-refused at %s for %j', async (pointer, changes) => {
    evil.discovery = changes
    await expect(checkOidc(outside.fetch, entered())).rejects.toMatchObject({
      type: 'values-refused',
      extra: { errors: [{ pointer }] },
    })
  })

  test('no discovery, no keys, no way to sign out, nobody there', async () => {
    const at = (pointer: string) => ({ extra: { errors: [{ pointer }] } })
    const check = (changes = {}) => checkOidc(outside.fetch, { ...entered(), ...changes })
    await expect(check({ signOutThere: true })).rejects.toMatchObject(at('#/oidc/signOutThere'))
    evil.answers.set('/keys', (_request, response) => response.writeHead(500).end())
    await expect(check()).rejects.toMatchObject(at('#/oidc/issuer'))
    await expect(check({ issuer: `${evil.issuer}/x` })).rejects.toMatchObject(at('#/oidc/issuer'))
    await expect(check({ issuer: 'https://127.0.0.1:1' })).rejects.toThrow('refuses connections')
    evil.behave()
    evil.discovery = { jwks_uri: 'https://10.0.0.1/keys' }
    await expect(check()).rejects.toThrow('private address')
  })
})
