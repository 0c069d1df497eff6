import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  type CustomFetchOptions,
  clockSkew,
  clockTolerance,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  getJwksCache,
  None,
  type ServerMetadata,
  setJwksCache,
} from 'openid-client'
import type { GuardedFetch } from '#server/outside/guarded-fetch.ts'
import { SsoRefusal } from './assertion.ts'
import { authenticateByKey } from './client-key.ts'
import type { OidcProvider, OpenedConnection } from './connection.ts'

export type OidcConnection = Extract<OpenedConnection, { kind: 'oidc' }>

/** Clocks of two machines differ by so much. */
export const toleranceSeconds = 60

/** What a provider publishes: nothing of ours is kept. */
interface Published {
  metadata: ServerMetadata
  keys: ReturnType<typeof getJwksCache>
  readAtMs: number
}

const keptMs = 5 * 60_000
const keptMax = 500
// By the fetch that read it: two servers in one process share nothing.
const publishedBy = new WeakMap<GuardedFetch, Map<string, Published>>()

/**
 * What it takes to speak to the provider of a connection. What that publishes is kept for five minutes, for this connection
 * alone.
 *
 * @throws what `readMetadata` throws
 */
export async function configurationOf(
  fetch: GuardedFetch,
  connection: OidcConnection,
  now = new Date(),
): Promise<Configuration> {
  const { metadata, keys } = await publishedOf(fetch, connection)
  const config = new Configuration(
    metadata,
    connection.provider.clientId,
    {
      [clockTolerance]: toleranceSeconds,
      [clockSkew]: Math.round((now.getTime() - Date.now()) / 1000),
    },
    await authenticationOf(metadata, connection),
  )
  config[customFetch] = responseOf(fetch)
  if (isPlain(metadata.issuer)) allowInsecureRequests(config)
  // Without this the library trusts TLS to the token endpoint instead of the signature.
  enableNonRepudiationChecks(config)
  if (keys) setJwksCache(config, keys)
  return config
}

/** Keeps the keys that were read on the way, for the next time. */
export function keepKeys(
  fetch: GuardedFetch,
  connection: OidcConnection,
  config: Configuration,
): void {
  const published = publishedBy.get(fetch)?.get(nameOf(connection))
  if (published) published.keys = getJwksCache(config)
}

/**
 * Reads the discovery document of a provider, of which only algorithms with two keys are left.
 *
 * @throws Unreachable and what the library throws; SsoRefusal where it names another issuer
 */
export async function readMetadata(
  fetch: GuardedFetch,
  { issuer, clientId }: Pick<OidcProvider, 'issuer' | 'clientId'>,
): Promise<ServerMetadata> {
  const found = await discovery(new URL(issuer), clientId, undefined, None(), {
    [customFetch]: responseOf(fetch),
    // What may be asked without TLS is for the guarded fetch to say: loopback that the operator allows.
    execute: isPlain(issuer) ? [allowInsecureRequests] : [],
  })
  const metadata = found.serverMetadata()
  // Exactly this one: where a provider stands for many, as some do by a pattern, anybody's account would do.
  if (new URL(metadata.issuer).href !== new URL(issuer).href)
    throw new SsoRefusal(
      'provider-error',
      `It calls itself ${metadata.issuer}: that is its issuer.`,
    )
  const algorithms: unknown = metadata.id_token_signing_alg_values_supported ?? ['RS256']
  return Object.assign(metadata, {
    id_token_signing_alg_values_supported: [algorithms]
      .flat()
      .filter((one) => typeof one === 'string')
      .filter((one) => asymmetric.test(one)),
  })
}

/** `none`, and HS256 with what is public as its key, are never among them. */
const asymmetric = /^(?:(?:RS|PS|ES)(?:256|384|512)|EdDSA|Ed25519)$/

const isPlain = (url: string) => new URL(url).protocol === 'http:'
const nameOf = ({ id, provider }: OidcConnection) => `${id} ${provider.clientId} ${provider.issuer}`

async function publishedOf(fetch: GuardedFetch, connection: OidcConnection): Promise<Published> {
  const all = publishedBy.get(fetch) ?? new Map<string, Published>()
  publishedBy.set(fetch, all)
  const name = nameOf(connection)
  const kept = all.get(name)
  if (kept && performance.now() - kept.readAtMs < keptMs) return kept
  const metadata = await readMetadata(fetch, connection.provider)
  const published = { metadata, keys: undefined, readAtMs: performance.now() }
  all.delete(name)
  all.set(name, published)
  for (const oldest of all.keys()) {
    if (all.size <= keptMax) break
    all.delete(oldest)
  }
  return published
}

async function authenticationOf(
  metadata: ServerMetadata,
  connection: OidcConnection,
): Promise<ClientAuth> {
  const { clientAuthentication } = connection.provider
  if (clientAuthentication === 'private_key_jwt') return authenticateByKey(metadata, connection)
  if (connection.clientSecret === null)
    throw new SsoRefusal('provider-error', 'No client secret is entered for this connection.')
  return clientAuthentication === 'client_secret_post'
    ? ClientSecretPost(connection.clientSecret)
    : ClientSecretBasic(connection.clientSecret)
}

/** The guarded fetch in the shape that the library asks for. */
export const responseOf =
  (fetch: GuardedFetch) =>
  async (url: string, { method, headers, body }: CustomFetchOptions): Promise<Response> => {
    const answer = await fetch(url, {
      method: method === 'POST' ? 'POST' : 'GET',
      headers,
      ...(body !== undefined && body !== null && { body: String(body) }),
    })
    const bodiless = [204, 205].includes(answer.status)
    return new Response(bodiless ? null : new Uint8Array(answer.body), answer)
  }
