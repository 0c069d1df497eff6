import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

// A server that speaks as much S3 as we use, by Amazon's description of it and sharing no line with what signs our requests: it
// takes a request only if signature, hash of the body and time are right.

/** What happens to a request instead of being answered. */
export type Fault =
  | { kind: 'answer'; status: number; code: string; headers?: Record<string, string> }
  | { kind: 'hang' }
  | { kind: 'reset' }
  | { kind: 'cut' }

export interface S3Server {
  endpoint: string
  accessKeyId: string
  secretAccessKey: string
  region: string
  bucket: string
  /** By bucket and key, as they lie there. */
  objects: Map<string, Buffer>
  /** `METHOD host path` of each request, also of those refused. */
  requests: string[]
  /** For the next requests, one each; then all goes well. */
  faults: Fault[]
  close(): Promise<void>
}

const skewMs = 15 * 60_000

/** Starts one on a port of loopback, with one bucket and one key. */
export async function startS3Server({ bucket = 'attachments', region = 'eu-test-1' } = {}) {
  const account = { accessKeyId: 'AKIATESTTESTTEST', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPx' }
  const objects = new Map<string, Buffer>()
  const requests: string[] = []
  const faults: Fault[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => serve(request, response, Buffer.concat(pieces)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  function serve(request: IncomingMessage, response: ServerResponse, body: Buffer) {
    const host = request.headers.host ?? ''
    const path = request.url ?? ''
    const { method = '' } = request
    requests.push(`${method} ${host} ${path}`)
    const fault = faults.shift()
    if (fault?.kind === 'hang') return
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy()
    if (fault?.kind === 'answer') return refuse(fault.status, fault.code, fault.headers)
    const refusal = judge(request, body, { ...account, region })
    if (refusal) return refuse(403, refusal)
    const name = host.split(':')[0] ?? ''
    const [first = '', ...rest] = path.slice(1).split('/')
    const inHost = name.endsWith('.localhost') ? name.slice(0, -'.localhost'.length) : null
    const [wanted, key] = inHost === null ? [first, rest.join('/')] : [inHost, path.slice(1)]
    if (wanted !== bucket) return refuse(404, 'NoSuchBucket')
    const place = `${wanted}/${decodeURIComponent(key)}`
    const found = objects.get(place)
    if (method === 'PUT') {
      objects.set(place, body)
      return response.writeHead(200).end()
    }
    if (method === 'DELETE') {
      objects.delete(place)
      return response.writeHead(204).end()
    }
    if (!found) return refuse(404, 'NoSuchKey')
    response.writeHead(200, { 'content-length': found.length })
    if (fault?.kind !== 'cut') return response.end(found)
    response.write(found.subarray(0, Math.floor(found.length / 2)), () => response.destroy())

    function refuse(status: number, code: string, headers: Record<string, string> = {}) {
      response
        .writeHead(status, { 'content-type': 'application/xml', ...headers })
        .end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`)
    }
  }

  return {
    endpoint: `http://localhost:${port}`,
    ...account,
    region,
    bucket,
    objects,
    requests,
    faults,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  } satisfies S3Server
}

interface Account {
  accessKeyId: string
  secretAccessKey: string
  region: string
}

/** The name of what is wrong with a request; null: nothing. */
function judge(request: IncomingMessage, body: Buffer, account: Account): string | null {
  const { headers } = request
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    )
  if (!match) return 'AccessDenied'
  const [, keyId, day = '', region = '', signedHeaders = '', signature = ''] = match
  if (keyId !== account.accessKeyId) return 'InvalidAccessKeyId'
  if (region !== account.region) return 'AuthorizationHeaderMalformed'
  const at = String(headers['x-amz-date'])
  const time = Date.parse(
    at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (!at.startsWith(day) || !(Math.abs(Date.now() - time) < skewMs)) return 'RequestTimeTooSkewed'
  const hash = createHash('sha256').update(body).digest('hex')
  if (headers['x-amz-content-sha256'] !== hash) return 'XAmzContentSHA256Mismatch'
  const names = signedHeaders.split(';')
  const needed = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
  if (needed.some((name) => !names.includes(name))) return 'AccessDenied'
  const canonical = [
    request.method,
    request.url,
    '',
    ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signedHeaders,
    hash,
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', at, scope, createHash('sha256').update(canonical).digest('hex')]
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${account.secretAccessKey}`,
  )
  const expected = createHmac('sha256', key).update(text.join('\n')).digest()
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch'
}
