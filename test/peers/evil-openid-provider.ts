import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An ID token before it is signed. `signature` overrides what the key would make. */
export interface Draft {
  header: Record<string, unknown>
  claims: Record<string, unknown>
  key: KeyObject
  /** Of `header.payload`; base64url. */
  signature?: (input: string) => string
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/** A provider that does as it is told: everything that it says can be changed. */
export interface EvilPeer {
  issuer: string
  kid: string
  publicKey: KeyObject
  /** Laid over the discovery document; undefined takes something out. */
  discovery: Record<string, unknown>
  /** Changes the ID token that is given next. */
  forge: (draft: Draft) => Draft
  /** Laid over the answer of the token endpoint. */
  tokenAnswer: Record<string, unknown>
  keys: object[]
  userInfo: Record<string, unknown>
  /** Answers a path instead of the provider. */
  answers: Map<string, Answer>
  /** What was asked, as `GET /path`, with what was posted. */
  asked: { line: string; body: string }[]
  /** Forgets all of that. */
  behave(): void
  stop(): Promise<void>
}

/** On loopback. The nonce of the next ID token is the last code that was redeemed. */
export async function startEvilProvider(clientId: string): Promise<EvilPeer> {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  const jwk = { ...pair.publicKey.export({ format: 'jwk' }), use: 'sig', kid }
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const peer: EvilPeer = {
    issuer,
    kid,
    publicKey: pair.publicKey,
    discovery: {},
    forge: (draft) => draft,
    tokenAnswer: {},
    keys: [jwk],
    userInfo: { sub: 'ann' },
    answers: new Map(),
    asked: [],
    behave: () => {
      Object.assign(peer, {
        discovery: {},
        forge: (draft: Draft) => draft,
        tokenAnswer: {},
        keys: [jwk],
        userInfo: { sub: 'ann' },
      })
      peer.answers.clear()
      peer.asked.length = 0
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  const giveToken = (form: URLSearchParams) => {
    const now = Math.floor(Date.now() / 1000)
    const draft = peer.forge({
      header: { alg: 'RS256', kid },
      claims: {
        iss: issuer,
        aud: clientId,
        sub: 'ann',
        nonce: form.get('code'),
        iat: now,
        exp: now + 300,
      },
      key: pair.privateKey,
    })
    return {
      access_token: 'access',
      token_type: 'Bearer',
      id_token: write(draft),
      ...peer.tokenAnswer,
    }
  }
  const documents: Record<string, (form: URLSearchParams) => unknown> = {
    '/.well-known/openid-configuration': () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/keys`,
      userinfo_endpoint: `${issuer}/userinfo`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      id_token_signing_alg_values_supported: ['RS256'],
      ...peer.discovery,
    }),
    '/keys': () => ({ keys: peer.keys }),
    '/token': giveToken,
    '/userinfo': () => peer.userInfo,
  }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? ''
    const body = await text(request)
    peer.asked.push({ line: `${request.method} ${path}`, body })
    const own = peer.answers.get(path)
    if (own) return own(request, response)
    const document = documents[path]?.(new URLSearchParams(body))
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(document ?? {}))
  }
  server.on('request', (request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  return peer
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function write({ header, claims, key, signature }: Draft): string {
  const input = `${encode(header)}.${encode(claims)}`
  const made = signature?.(input) ?? sign('sha256', Buffer.from(input), key).toString('base64url')
  return `${input}.${made}`
}

/** A signature by a secret that both know: HS256. */
export const bySecret = (secret: string | Buffer) => (input: string) =>
  createHmac('sha256', secret).update(input).digest('base64url')
