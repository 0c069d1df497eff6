import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import aws4 from 'aws4'
import {
  checkObjectKey,
  type ObjectStorage,
  objectBytesMax,
  StorageRefused,
  StorageUnavailable,
} from './object-storage.ts'

/** A bucket of a server that speaks S3, and how it is reached. */
export interface S3Settings {
  /** Origin of the server, such as https://s3.eu-central-1.amazonaws.com. */
  endpoint: string
  region: string
  bucket: string
  /** Before each key, without slashes at its ends; empty: none. */
  prefix: string
  accessKeyId: string
  secretAccessKey: string
  /** The bucket in the path (`host/bucket/key`), or else in the name of the host (`bucket.host/key`). */
  pathStyle: boolean
}

interface Options {
  /** How long one attempt may take, from the first byte sent to the last one read; 20 s. */
  attemptMs?: number
  /** How long to wait before the second attempt, and four times as long before the third. */
  againAfterMs?: number
}

interface Answer {
  status: number
  /** The name that S3 gives a refusal, such as `NoSuchKey`; empty where it gives none. */
  code: string
  region: string | null
  body: Buffer
}

const attemptsMax = 3

/**
 * Objects in a bucket. Each request is signed (AWS Signature Version 4) with the hash of what it carries, so that nobody on the
 * way changes it. What fails for the moment is tried three times; a redirect is never followed.
 */
export function openS3Storage(settings: S3Settings, options: Options = {}): ObjectStorage {
  const { attemptMs = 20_000, againAfterMs = 300 } = options
  const { protocol, host } = new URL(settings.endpoint)
  const authority = settings.pathStyle ? host : `${settings.bucket}.${host}`
  const before = [settings.pathStyle ? settings.bucket : '', settings.prefix].filter(Boolean)
  const place = `${protocol}//${[authority, ...before].join('/')}`

  return {
    place,
    async put(key, bytes) {
      const answer = await request('PUT', key, Buffer.from(bytes))
      if (answer.status !== 200) throw refused(answer)
    },
    async get(key) {
      const answer = await request('GET', key)
      if (answer.status === 200) return answer.body
      if (answer.status === 404 && answer.code === 'NoSuchKey') return null
      throw refused(answer)
    },
    async remove(key) {
      const answer = await request('DELETE', key)
      if (answer.status === 204 || answer.status === 200 || answer.code === 'NoSuchKey') return
      throw refused(answer)
    },
  }

  async function request(method: string, key: string, body?: Buffer): Promise<Answer> {
    checkObjectKey(key)
    for (let attempt = 1; ; attempt++) {
      const answer = await once(method, key, body).catch((error: unknown) => {
        if (attempt === attemptsMax)
          throw new StorageUnavailable(`the storage does not answer: ${reasonOf(error)}`, {
            cause: error,
          })
        return null
      })
      if (answer && !isPassing(answer)) return answer
      if (attempt === attemptsMax)
        throw new StorageUnavailable(
          `the storage answers ${answer?.status} ${answer?.code}`.trimEnd(),
        )
      // Not all at the same moment, where many failed at once.
      await sleep(againAfterMs * 4 ** (attempt - 1) * (randomInt(50, 151) / 100))
    }
  }

  async function once(method: string, key: string, body?: Buffer): Promise<Answer> {
    const path = `/${[...before, key].join('/')}`
    // Whatever `host` is, the header is what is signed, and `fetch` sets it to the same.
    const { headers } = aws4.sign(
      {
        service: 's3',
        region: settings.region,
        method,
        host: authority,
        path,
        headers: { 'content-type': 'application/octet-stream' },
        ...(body && { body }),
      },
      { accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey },
    )
    const sent = Object.entries(headers ?? {}).filter(
      ([name]) => !/^(host|content-length)$/i.test(name),
    )
    const response = await fetch(`${protocol}//${authority}${path}`, {
      method,
      headers: sent.map(([name, value]): [string, string] => [name, String(value)]),
      redirect: 'manual',
      signal: AbortSignal.timeout(attemptMs),
      ...(body && { body: new Uint8Array(body) }),
    })
    const received = await readAtMost(response, objectBytesMax)
    const { status } = response
    return {
      status,
      code:
        status === 200 ? '' : (/<Code>(\w+)<\/Code>/.exec(received.toString('latin1'))?.[1] ?? ''),
      region: response.headers.get('x-amz-bucket-region'),
      body: received,
    }
  }

  function refused({ status, code, region }: Answer): StorageRefused {
    const elsewhere =
      region && region !== settings.region ? `; the bucket is in the region ${region}` : ''
    const why = reasons[code] ? `: ${reasons[code]}` : ''
    return new StorageRefused(`the storage answers ${status} ${code}`.trimEnd() + why + elsewhere)
  }
}

/** What an operator can do about it. */
const reasons: Record<string, string> = {
  AccessDenied: 'the key needs s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket',
  InvalidAccessKeyId: 'FOYER_S3_ACCESS_KEY_ID is not known there',
  SignatureDoesNotMatch: 'FOYER_S3_SECRET_ACCESS_KEY is another one',
  NoSuchBucket: 'there is no bucket of this name',
  RequestTimeTooSkewed: 'the clock of this machine is wrong',
}

/** What the storage itself calls passing, and what servers in front of it say when they are overwhelmed. */
const isPassing = ({ status, code }: Answer) =>
  status >= 500 ||
  status === 429 ||
  status === 408 ||
  code === 'RequestTimeout' ||
  code === 'SlowDown'

async function readAtMost(response: Response, most: number): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of response.body ?? []) {
    bytes += piece.byteLength
    if (bytes > most) throw new Error('the answer is far too large')
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** `fetch` hides why it failed in its cause. Never the address: what is signed stands there. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  const { cause } = error
  if (error.name === 'TimeoutError') return 'it takes too long'
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
