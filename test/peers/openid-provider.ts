import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import Provider, { type Adapter, type AdapterPayload, type ClientMetadata } from 'oidc-provider'
import { escapeHtml } from './escape-html.ts'
import { createTestBrowser, type TestBrowser } from './test-browser.ts'

/** Somebody at the provider. `claims` are answered as they stand, for whatever scope is asked. */
export interface ProviderAccount {
  /** `secret` unless told. */
  password?: string
  /** `sub` is the login unless it is among them. */
  claims: Record<string, unknown>
  /** Lies about when they signed in: so many seconds before they did. */
  signedInSecondsAgo?: number
}

export interface AuthorizeOptions {
  /** Login of the account that signs in, where the provider asks. */
  account?: string | undefined
  /** Cancels instead. */
  cancel?: boolean
  /** Cookies of an earlier way: who is signed in there is not asked again. Without it, a browser that was never there. */
  browser?: TestBrowser
}

/**
 * A real OpenID provider (`oidc-provider`) on loopback over plain http, for tests and for journeys in a browser:
 *
 * ```ts
 * const idp = await startOpenIdProvider({ accounts: { ann: { claims: { email: 'ann@acme.example', email_verified: true } } } })
 * const { clientId, clientSecret } = idp.addClient({ redirectUris: [connection.toCopy.redirectUri] })
 * // issuer: idp.issuer; then startSso answers `url`:
 * const back = await idp.authorize(url, { account: 'ann' })   // the address that the browser comes back to
 * await client.finishSso({ body: { connectionId, query: new URL(back).search } })
 * await idp.stop()
 * ```
 *
 * Its page has the fields "Login" and "Password" (`secret` unless told), the button "Sign in" and the link "Cancel"
 * (`access_denied`). A session there lasts in the browser that made it; `max_age`, `prompt=login`, `login_hint` and
 * RP-initiated logout (button "Sign out") do what they should. It wants PKCE and promises `iss` in its answer (RFC 9207).
 * Its clock is the `Date` of this process: `vi.setSystemTime` moves it.
 */
export interface OpenIdPeer {
  issuer: string
  /** By login; add and change them at any time. */
  accounts: Map<string, ProviderAccount>
  /** Registers a relying party. */
  addClient(client: {
    redirectUris: string[]
    postLogoutRedirectUris?: string[]
    clientId?: string
    /** `client_secret_basic` unless told. */
    authentication?: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
    /** For `private_key_jwt`. */
    jwks?: { keys: object[] }
    /** Of the ID token: RS256 unless told. */
    algorithm?: 'RS256' | 'PS256' | 'ES256' | 'EdDSA'
  }): { clientId: string; clientSecret: string }
  /** Goes through the provider as a browser without a screen would; answers where it is sent back to. */
  authorize(url: string, options?: AuthorizeOptions): Promise<string>
  stop(): Promise<void>
}

export async function startOpenIdProvider(
  options: {
    port?: number
    accounts?: Record<string, ProviderAccount>
    /** Claims of people stand in the userinfo answer alone, as some providers do. */
    claimsByUserinfo?: boolean
  } = {},
): Promise<OpenIdPeer> {
  const accounts = new Map(Object.entries(options.accounts ?? {}))
  const clients = new Map<string, AdapterPayload>()
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const issuer = `http://127.0.0.1:${port}`

  const provider = new Provider(issuer, {
    adapter: adapterOver(clients),
    jwks: { keys: await makeKeys() },
    // Cookies know no ports: two providers on one machine would overwrite each other's.
    cookies: {
      keys: [randomUUID()],
      names: {
        session: `session_${port}`,
        interaction: `interaction_${port}`,
        resume: `resume_${port}`,
      },
    },
    claims: { openid: ['sub', ...claimNames] },
    conformIdTokenClaims: false,
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'EdDSA'] },
    findAccount: (_context, sub) => {
      const account = accounts.entries().find((entry) => subjectOf(...entry) === sub)?.[1]
      if (!account) return undefined
      return {
        accountId: sub,
        claims: (use: string) =>
          options.claimsByUserinfo && use === 'id_token' ? { sub } : { ...account.claims, sub },
      }
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Whoever signs in agrees: nobody is asked.
    loadExistingGrant: async ({ oidc }) => {
      const { client, session, provider: own } = oidc
      if (!client || !session?.accountId) return undefined
      const grant = new own.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope('openid email profile groups offline_access')
      await grant.save()
      return grant
    },
    scopes: ['openid', 'email', 'profile', 'groups', 'offline_access'],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = page(
            'Sign out',
            `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
          )
        },
        postLogoutSuccessSource: (context) => {
          context.body = page('Signed out', '<p>You are signed out.</p>')
        },
      },
    },
    renderError: (context, { error, error_description: description }) => {
      context.type = 'html'
      context.body = page('Error', `<p>${escapeHtml(`${error}: ${description ?? ''}`)}</p>`)
    },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 3600,
      IdToken: 600,
      Interaction: 3600,
      Session: 86_400,
    },
  })
  const handle = provider.callback()
  server.on('request', (request, response) => {
    const answered = request.url?.startsWith('/interaction/')
      ? interact(provider, accounts, request, response)
      : handle(request, response)
    answered.catch((error: unknown) => {
      response.statusCode = 500
      response.end(page('Error', `<p>${escapeHtml(String(error))}</p>`))
    })
  })

  return {
    issuer,
    accounts,
    addClient: (client) => {
      const clientId = client.clientId ?? `client-${randomUUID().slice(0, 8)}`
      const clientSecret = randomUUID()
      const metadata: ClientMetadata = {
        client_id: clientId,
        redirect_uris: client.redirectUris,
        post_logout_redirect_uris: client.postLogoutRedirectUris ?? [],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: client.authentication ?? 'client_secret_basic',
        id_token_signed_response_alg: client.algorithm ?? 'RS256',
        ...(client.jwks ? { jwks: client.jwks } : { client_secret: clientSecret }),
      }
      clients.set(clientId, metadata)
      return { clientId, clientSecret }
    },
    authorize: async (url, { account, cancel, browser = createTestBrowser() } = {}) => {
      const there = await browser.open(url, issuer)
      if (there.left) return there.url
      if (cancel) return leaving(await browser.open(`${there.url}/cancel`, issuer))
      if (account === undefined) throw new Error('the provider asks who it is')
      const password = accounts.get(account)?.password ?? 'secret'
      return leaving(await browser.open(there.url, issuer, { login: account, password }))
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function leaving({ left, url, body }: { left: boolean; url: string; body: string }): string {
  if (!left) throw new Error(`the browser stayed at ${url}: ${body}`)
  return url
}

const subjectOf = (login: string, { claims }: ProviderAccount) => String(claims.sub ?? login)

/** Those that tests use; the provider drops what it does not know. */
const claimNames = [
  'email',
  'email_verified',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
  'phone_number',
  'job_title',
  'groups',
  'department',
  'realm_access',
]

/** The page where people say who they are. */
async function interact(
  provider: Provider,
  accounts: ReadonlyMap<string, ProviderAccount>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response)
  const finish = (result: Parameters<Provider['interactionFinished']>[2]) =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  if (request.url?.endsWith('/cancel'))
    return finish({ error: 'access_denied', error_description: 'The person cancelled.' })
  const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '')
  const login = form.get('login')
  const account = login === null ? undefined : accounts.get(login)
  if (login !== null && account && form.get('password') === (account.password ?? 'secret')) {
    const ts = Math.floor(Date.now() / 1000) - (account.signedInSecondsAgo ?? 0)
    return finish({ login: { accountId: subjectOf(login, account), ts, remember: true } })
  }
  const shown = login ?? String(params.login_hint ?? '')
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(
    page(
      'Sign in',
      `${login === null ? '' : '<p role="alert">Login or password is wrong.</p>'}
      <form method="post">
        <p><label>Login <input name="login" autocomplete="username" value="${escapeHtml(shown)}"></label></p>
        <p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
        <p><button>Sign in</button> <a href="${escapeHtml(request.url ?? '')}/cancel">Cancel</a></p>
      </form>`,
    ),
  )
}

const page = (title: string, body: string) =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title} · Identity provider</title>
  <body><main><h1>${title}</h1>${body}</main></body></html>`

async function makeKeys() {
  const make = async (algorithm: RsaHashedKeyGenParams | EcKeyGenParams | 'Ed25519') => {
    // What the three have in common; each overload of generateKey names one of them.
    const pair = await crypto.subtle.generateKey(algorithm as 'Ed25519', true, ['sign', 'verify'])
    const {
      kty,
      key_ops: _operations,
      ext: _extractable,
      alg: _algorithm,
      ...key
    } = await crypto.subtle.exportKey('jwk', pair.privateKey)
    return { ...key, kty: String(kty), use: 'sig', kid: randomUUID() }
  }
  const rsa = {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  }
  return Promise.all([make(rsa), make({ name: 'ECDSA', namedCurve: 'P-256' }), make('Ed25519')])
}

/** Keeps everything of one provider in memory, clients where `addClient` puts them. */
function adapterOver(clients: Map<string, AdapterPayload>) {
  const kept = new Map<string, Map<string, AdapterPayload>>([['Client', clients]])
  return (model: string): Adapter => {
    const rows = kept.get(model) ?? new Map<string, AdapterPayload>()
    kept.set(model, rows)
    return {
      upsert: async (id, payload) => void rows.set(id, payload),
      find: async (id) => rows.get(id),
      findByUid: async (uid) => rows.values().find((payload) => payload.uid === uid),
      findByUserCode: async () => undefined,
      consume: async (id) => {
        const payload = rows.get(id)
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      },
      destroy: async (id) => void rows.delete(id),
      revokeByGrantId: async (grantId) => {
        for (const [id, payload] of rows) if (payload.grantId === grantId) rows.delete(id)
      },
    }
  }
}
