import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  fetchUserInfo,
  type IDToken,
} from 'openid-client'
import { fieldProblem } from '#api/problem.ts'
import { type GuardedFetch, Unreachable } from '#server/outside/guarded-fetch.ts'
import type { Outside } from '#server/outside/outside.ts'
import type { addressesOf } from './addresses.ts'
import { type Assertion, SsoRefusal } from './assertion.ts'
import type { AttemptSecrets } from './attempt.ts'
import type { OidcProvider } from './connection.ts'
import { flattenClaims } from './oidc-claims.ts'
import {
  configurationOf,
  keepKeys,
  type OidcConnection,
  readMetadata,
  responseOf,
  toleranceSeconds,
} from './oidc-configuration.ts'
import { readOidcFailure } from './oidc-failure.ts'
import type { TraceSteps } from './trace.ts'

// OpenID Connect (SS1): authorization code with PKCE, by a library that is certified for it; what is left to a relying party,
// or open to choice, is decided here. Everything is fetched through the guard (SS4), and before any transaction.

type Addresses = Pick<ReturnType<typeof addressesOf>, 'back' | 'afterSignOut'>
type World = Pick<Outside, 'fetch'>

/**
 * Where to send the browser. `promptLogin` wants the person to show themselves there anew; pass `maxAgeSeconds` with it, so
 * that the provider has to say when they did.
 *
 * @throws SsoRefusal
 */
export async function startOidc(
  { fetch }: World,
  connection: OidcConnection,
  addresses: Addresses,
  ask: {
    state: string
    secrets: AttemptSecrets
    loginHint: string | null
    maxAgeSeconds: number | null
    promptLogin: boolean
  },
): Promise<string> {
  return orRefusal('discovery', async () => {
    const config = await configurationOf(fetch, connection)
    const url = buildAuthorizationUrl(config, {
      redirect_uri: addresses.back,
      scope: connection.provider.scopes,
      state: ask.state,
      nonce: ask.secrets.nonce,
      code_challenge: await calculatePKCECodeChallenge(ask.secrets.codeVerifier),
      code_challenge_method: 'S256',
      ...(ask.loginHint !== null && { login_hint: ask.loginHint }),
      ...(ask.maxAgeSeconds !== null && { max_age: String(ask.maxAgeSeconds) }),
      ...(ask.promptLogin && { prompt: 'login' }),
    })
    return url.href
  })
}

/** With what the browser came back, and what we know of the attempt that it answers. */
export interface OidcReturn {
  /** With or without its question mark. */
  query: string
  state: string
  secrets: AttemptSecrets
  /** What `startOidc` asked for. */
  maxAgeSeconds: number | null
}

/**
 * Takes the answer: redeems its code, checks the ID token by signature, issuer, audience, nonce and time, and reads userinfo
 * where the token lacks what the mapping names.
 *
 * @throws SsoRefusal, noted in `steps`
 */
export async function finishOidc(
  { fetch }: World,
  connection: OidcConnection,
  addresses: Addresses,
  back: OidcReturn,
  steps: TraceSteps,
  now: Date,
): Promise<Assertion> {
  const config = await noted(steps, 'discovery', () => configurationOf(fetch, connection, now))
  const { issuer } = config.serverMetadata()
  steps.ok('discovery', `The provider is ${issuer}.`)
  const query = back.query.replace(/^\?/, '')
  const tokens = await noted(steps, redeeming(config, fetch), () =>
    authorizationCodeGrant(config, new URL(`?${query}`, addresses.back), {
      expectedState: back.state,
      expectedNonce: back.secrets.nonce,
      pkceCodeVerifier: back.secrets.codeVerifier,
      idTokenExpected: true,
    }),
  )
  keepKeys(fetch, connection, config)
  // Both are there: the library has refused an answer without them.
  const idToken = tokens.id_token as string
  const claims = tokens.claims() as IDToken
  steps.ok('token', 'The provider gave an ID token for the code.')
  steps.ok('signature', 'A key of the provider verifies it.')
  steps.ok('audience', `It is for ${connection.provider.clientId}, and answers this attempt.`)
  const authenticatedAt = checkTimes(steps, claims, back.maxAgeSeconds, now)
  if (!/^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(claims.sub))
    steps.refuse('subject', 'answer-not-valid', 'The subject is not 1 to 255 characters of ASCII.')

  const more = await readUserInfo(config, connection, tokens.access_token, claims, steps)
  return {
    issuer,
    subject: claims.sub,
    claims: flattenClaims(claims, more),
    // Whichever of both says so, and however it writes that.
    emailVerified: ![claims, more].some((one) => String(one.email_verified) === 'false'),
    authenticatedAt,
    idToken,
  }
}

/**
 * Whether a provider is one that we can speak to, before its settings are kept: it answers, calls itself by the issuer that was
 * entered, and does what we need. Answers the issuer as the provider writes it, which is what accounts are linked by.
 *
 * @throws Unreachable; values-refused at the field that is wrong
 */
export async function checkOidc(
  fetch: GuardedFetch,
  provider: Omit<OidcProvider, 'scopes'>,
): Promise<string> {
  const metadata = await readMetadata(fetch, provider).catch((error: unknown) => {
    const failure = error instanceof SsoRefusal ? null : readOidcFailure(error, 'discovery')
    if (failure?.reason === 'provider-unreachable') throw new Unreachable(failure.detail)
    if (failure) throw refused('issuer', `has no OpenID Connect discovery: ${failure.detail}`)
    if (error instanceof SsoRefusal) throw refused('issuer', error.message)
    throw error
  })
  const secure = (name: string, url: unknown) => {
    const there = typeof url === 'string' ? URL.parse(url) : null
    const allowed = ['https:', new URL(metadata.issuer).protocol]
    if (!there || !allowed.includes(there.protocol))
      throw refused('issuer', `names no https address as its ${name}`)
  }
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const)
    secure(name, metadata[name])
  for (const name of ['userinfo_endpoint', 'end_session_endpoint'] as const)
    if (metadata[name] !== undefined) secure(name, metadata[name])
  const lacks = (list: unknown, wanted: string) => Array.isArray(list) && !list.includes(wanted)
  if (lacks(metadata.response_types_supported, 'code'))
    throw refused('issuer', 'does not offer the authorization code flow')
  // Some that know PKCE do not say so; one that names other methods alone does not know ours.
  if (lacks(metadata.code_challenge_methods_supported, 'S256'))
    throw refused('issuer', 'does not offer PKCE with S256')
  if (metadata.id_token_signing_alg_values_supported?.length === 0)
    throw refused('issuer', 'signs with no algorithm that can be trusted (RS256, ES256 …)')
  if (lacks(metadata.token_endpoint_auth_methods_supported, provider.clientAuthentication))
    throw refused('clientAuthentication', 'is not offered by this provider')
  if (provider.signOutThere && metadata.end_session_endpoint === undefined)
    throw refused('signOutThere', 'is not offered by this provider')
  const { status } = await fetch(String(metadata.jwks_uri))
  if (status !== 200) throw refused('issuer', `does not show its keys: status ${status}`)
  return metadata.issuer
}

const refused = (field: string, detail: string) =>
  fieldProblem('values-refused', `#/oidc/${field}`, detail, 'provider')

/** Where to go to sign out there too (RP-Initiated Logout); null: the provider offers none, or nobody answers. */
export async function providerSignOutUrl(
  { fetch }: World,
  connection: OidcConnection,
  addresses: Addresses,
  idToken: string,
): Promise<string | null> {
  try {
    return await orRefusal('discovery', async () => {
      const config = await configurationOf(fetch, connection)
      if (config.serverMetadata().end_session_endpoint === undefined) return null
      return buildEndSessionUrl(config, {
        id_token_hint: idToken,
        post_logout_redirect_uri: addresses.afterSignOut,
      }).href
    })
  } catch (error) {
    // Signing out here has happened already, and is never in the way of somebody else's server.
    if (error instanceof SsoRefusal) return null
    throw error
  }
}

/** When the person signed in there; what lies ahead of our clock, or further back than was asked, is refused. */
function checkTimes(
  steps: TraceSteps,
  claims: IDToken,
  maxAgeSeconds: number | null,
  now: Date,
): Date | null {
  const seconds = now.getTime() / 1000
  const latest = seconds + toleranceSeconds
  if (claims.iat > latest)
    steps.refuse('time', 'answer-not-valid', `It was issued in the future: ${textOf(claims.iat)}.`)
  const at = claims.auth_time
  if (at === undefined) {
    if (maxAgeSeconds === null) {
      steps.ok('time', 'It is neither expired nor from the future.')
      return null
    }
    return steps.refuse(
      'time',
      'answer-not-valid',
      'It was asked when the person signed in, and auth_time is missing.',
    )
  }
  if (at > latest)
    steps.refuse('time', 'answer-not-valid', `auth_time lies in the future: ${textOf(at)}.`)
  // Counted from when it was asked at the earliest: what the person did there since then is not the provider's fault.
  if (maxAgeSeconds !== null && at + maxAgeSeconds + attemptSeconds + toleranceSeconds < seconds)
    steps.refuse('time', 'too-old', `The person signed in at ${textOf(at)}: too long ago.`)
  steps.ok('time', `The person signed in at ${textOf(at)}.`)
  return new Date(at * 1000)
}

/** How long an attempt lasts at most. */
const attemptSeconds = 600

const textOf = (seconds: number) => {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
}

async function readUserInfo(
  config: Configuration,
  { attributes }: OidcConnection,
  accessToken: string,
  claims: IDToken,
  steps: TraceSteps,
): Promise<Record<string, unknown>> {
  const there = flattenClaims(claims)
  const missing = Object.values(attributes).filter((name) => name !== '' && !(name in there))
  const { userinfo_endpoint: endpoint } = config.serverMetadata()
  if (missing.length === 0 || endpoint === undefined) return {}
  const info = await noted(steps, 'userinfo', () => fetchUserInfo(config, accessToken, claims.sub))
  steps.ok('userinfo', `Asked for what the ID token lacks: ${missing.join(', ')}.`)
  return info
}

/** Until the provider is asked for the ID token, what is wrong is the answer that the browser brought. */
function redeeming(config: Configuration, fetch: GuardedFetch): () => string {
  const ask = responseOf(fetch)
  let step = 'answer'
  config[customFetch] = (url, options) => {
    step = 'token'
    return ask(url, options)
  }
  return () => step
}

async function noted<T>(
  steps: TraceSteps,
  step: string | (() => string),
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const at = typeof step === 'string' ? step : step()
    if (error instanceof SsoRefusal) return steps.refuse(at, error.reason, error.message)
    const failure = readOidcFailure(error, at)
    if (!failure) throw error
    return steps.refuse(failure.step, failure.reason, failure.detail)
  }
}

async function orRefusal<T>(step: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const failure = error instanceof SsoRefusal ? null : readOidcFailure(error, step)
    throw failure ? new SsoRefusal(failure.reason, failure.detail) : error
  }
}
