import { lookup as lookUpByResolver } from 'node:dns/promises'
import { type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestSecure } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopback, isPublic } from './public-address.ts'

/** What is asked for; at most `bytesMax` of the answer are read. */
export interface GuardedRequest {
  method?: 'GET' | 'POST'
  headers?: Record<string, string>
  body?: string
  /** 1 MiB unless told. */
  bytesMax?: number
}

export interface GuardedAnswer {
  status: number
  headers: Headers
  body: Buffer
}

/**
 * The one way to fetch what an organization names (SS4): https, resolved once and connected to that address, private places
 * refused unless the operator allows them, no redirects, limits of size and time.
 *
 * @throws Unreachable, whose message is fit for an administrator and never holds a body
 */
export type GuardedFetch = (url: string, request?: GuardedRequest) => Promise<GuardedAnswer>

/** Why an address could not be asked; `message` names the host and the reason alone. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

interface Address {
  address: string
  family: number
}

export interface GuardOptions {
  /** Private addresses that the operator lets organizations name; a `BlockList` of Node is one. */
  allow: { check(address: string, family: 'ipv4' | 'ipv6'): boolean }
  /** Whom to trust instead of the usual authorities, PEM. */
  ca?: string
  /** From the first byte sent to the last one read; 10 unless told. */
  secondsMax?: number
  /** All addresses of a name; the operating system's resolver unless told. */
  lookup?: (name: string) => Promise<Address[]>
}

const mebibyte = 1_048_576
const headerBytesMax = 16_384

/** Makes the guarded fetch of an operator. */
export function createGuardedFetch(options: GuardOptions): GuardedFetch {
  const { lookup = (name) => lookUpByResolver(name, { all: true }), secondsMax = 10 } = options
  return async (text, asked = {}) => {
    const url = parse(text)
    const signal = AbortSignal.timeout(secondsMax * 1000)
    try {
      const addresses = await unlessAborted(signal, findAddresses(url, lookup))
      for (const one of addresses) requireAllowed(url, one, options.allow)
      return await ask(url, addresses, asked, signal, options.ca)
    } catch (error) {
      if (error instanceof Unreachable) throw error
      throw signal.aborted
        ? unreachable(url, `did not answer within ${secondsMax} seconds`)
        : unreachable(url, reasonOf(error))
    }
  }
}

const unreachable = (url: URL, reason: string) => new Unreachable(`${url.host} ${reason}.`)

function parse(text: string): URL {
  const url = URL.parse(text)
  if (!url || !['https:', 'http:'].includes(url.protocol) || url.hostname === '')
    throw new Unreachable('That is not an https address.')
  if (url.username !== '' || url.password !== '')
    throw unreachable(url, 'is named with a user name or password, which is never sent')
  return url
}

// The parser of URLs has made 2130706433, 0x7f.1 and 0177.0.0.1 what they are: 127.0.0.1.
const nameOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '')

async function findAddresses(url: URL, lookup: NonNullable<GuardOptions['lookup']>) {
  const name = nameOf(url)
  const family = isIP(name)
  const addresses = family === 0 ? await lookup(name) : [{ address: name, family }]
  if (addresses.length === 0) throw unreachable(url, 'is a name without an address')
  return addresses
}

/** Which address it was stays unsaid: names of a network inside are nobody else's business. */
function requireAllowed(url: URL, { address }: Address, allow: GuardOptions['allow']): void {
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  if (!isPublic(address) && !(isIP(address) !== 0 && allow.check(address, family)))
    throw unreachable(url, 'is at a private address, which the operator of this server must allow')
  if (url.protocol === 'http:' && !isLoopback(address))
    throw unreachable(url, 'is named with http: instead of https:')
}

function ask(
  url: URL,
  addresses: Address[],
  asked: GuardedRequest,
  signal: AbortSignal,
  ca: string | undefined,
): Promise<GuardedAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<GuardedAnswer>()
  const request = (url.protocol === 'https:' ? requestSecure : requestPlain)({
    host: nameOf(url),
    port: url.port,
    path: `${url.pathname}${url.search}`,
    method: asked.method ?? 'GET',
    headers: {
      ...asked.headers,
      host: url.host,
      // What unpacks to more than it weighs never comes.
      'accept-encoding': 'identity',
      ...(asked.body !== undefined && { 'content-length': Buffer.byteLength(asked.body) }),
    },
    // The addresses that were looked at and no others: whatever the name says by now.
    lookup: pinned(addresses),
    // A connection of its own: none that somebody else left open.
    agent: false,
    maxHeaderSize: headerBytesMax,
    signal,
    ...(ca !== undefined && { ca }),
  })
  request.on('error', reject)
  request.on('response', (response) => {
    readAnswer(url, response, asked.bytesMax ?? mebibyte).then(resolve, (error: unknown) => {
      reject(error)
      request.destroy()
    })
  })
  request.end(asked.body)
  return promise
}

const pinned =
  (addresses: Address[]): LookupFunction =>
  (_name, { all }, done) => {
    const [first] = addresses
    if (all) done(null, addresses)
    else done(null, first?.address ?? '', first?.family)
  }

async function readAnswer(
  url: URL,
  response: IncomingMessage,
  bytesMax: number,
): Promise<GuardedAnswer> {
  const status = response.statusCode ?? 0
  if (status >= 300 && status < 400) throw unreachable(url, 'redirects, which is not followed')
  const { 'content-encoding': encoding = 'identity' } = response.headers
  if (encoding !== 'identity') throw unreachable(url, 'answers compressed, which was not asked for')
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > bytesMax) throw unreachable(url, `answers with more than ${bytesMax} bytes`)
    chunks.push(chunk)
  }
  const headers = new Headers()
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2)
    headers.append(response.rawHeaders[i] ?? '', response.rawHeaders[i + 1] ?? '')
  return { status, headers, body: Buffer.concat(chunks) }
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  return Promise.race([work, aborted.promise]).finally(() =>
    signal.removeEventListener('abort', abort),
  )
}

const reasons: Record<string, string> = {
  ENOTFOUND: 'is a name without an address',
  EAI_AGAIN: 'could not be looked up: no name server answers',
  ECONNREFUSED: 'refuses connections',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'cannot be reached',
  HPE_HEADER_OVERFLOW: 'answers with too many headers',
  ERR_TLS_CERT_ALTNAME_INVALID: 'shows a certificate of another name',
  CERT_HAS_EXPIRED: 'shows a certificate that has expired',
}

/** By code alone: what the other side wrote is in some messages. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (reasons[code] !== undefined) return reasons[code]
  if (code.startsWith('HPE_')) return 'does not answer in HTTP'
  if (/CERT|SIGNATURE|ISSUER/.test(code)) return `shows a certificate that is not trusted (${code})`
  return `could not be asked${/^[A-Z0-9_]+$/.test(code) ? ` (${code})` : ''}`
}
