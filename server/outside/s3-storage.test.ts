import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Fault, type S3Server, startS3Server } from '#test/peers/s3-server.ts'
import { StorageRefused, StorageUnavailable } from './object-storage.ts'
import { openS3Storage, type S3Settings } from './s3-storage.ts'

let server: S3Server
beforeAll(async () => {
  server = await startS3Server()
})
afterAll(() => server.close())
beforeEach(() => {
  vi.unstubAllGlobals()
  server.faults.length = 0
  server.requests.length = 0
})

const open = (changed: Partial<S3Settings> = {}, attemptMs = 2_000) =>
  openS3Storage(
    {
      endpoint: server.endpoint,
      region: server.region,
      bucket: server.bucket,
      prefix: 'foyer/one',
      accessKeyId: server.accessKeyId,
      secretAccessKey: server.secretAccessKey,
      pathStyle: true,
      ...changed,
    },
    { attemptMs, againAfterMs: 5 },
  )
const key = '0198c0de-0000-7000-8000-000000000001/0198c0de-0000-7000-8000-000000000002'

/** As `fetch`, where names below localhost are not known to be this machine (RFC 6761). */
const fetchFromThisMachine = (address: string, { method, headers, body }: RequestInit) =>
  new Promise<Response>((resolve, reject) => {
    const url = new URL(address)
    const { port, pathname: path, host } = url
    const sent = { ...Object.fromEntries(new Headers(headers)), host }
    request({ host: '127.0.0.1', port, path, method, headers: sent }, (answer) => {
      buffer(answer).then(
        (bytes) =>
          resolve(
            new Response(answer.statusCode === 204 ? null : new Uint8Array(bytes), {
              status: answer.statusCode ?? 0,
            }),
          ),
        reject,
      )
    })
      .on('error', reject)
      .end(body)
  })

describe.each([
  ['the bucket in the path', true],
  ['the bucket in the name of the host', false],
])('%s', (_, pathStyle) => {
  test('what is put comes back to the bit, is replaced, and goes', async () => {
    if (!pathStyle) vi.stubGlobal('fetch', fetchFromThisMachine)
    const storage = open({ pathStyle })
    const content = randomBytes(300_000)
    expect(await storage.get(key)).toBeNull()
    await storage.put(key, content)
    expect((await storage.get(key))?.equals(content)).toBe(true)
    expect([...server.objects.keys()]).toEqual([`attachments/foyer/one/${key}`])
    await storage.put(key, Buffer.alloc(0))
    expect(await storage.get(key)).toEqual(Buffer.alloc(0))
    await storage.remove(key)
    await storage.remove(key)
    expect(await storage.get(key)).toBeNull()
    const host = new URL(server.endpoint).host
    expect(server.requests[0]).toBe(
      pathStyle
        ? `GET ${host} /attachments/foyer/one/${key}`
        : `GET attachments.${host} /foyer/one/${key}`,
    )
  })
})

test('without a prefix a key stands at the top of the bucket', async () => {
  const storage = open({ prefix: '' })
  await storage.put('a', Buffer.from('x'))
  expect(server.objects.has('attachments/a')).toBe(true)
  expect(storage.place).toBe(`${server.endpoint}/attachments`)
  await storage.remove('a')
})

test.each<[string, Partial<S3Settings>, RegExp]>([
  ['another secret key', { secretAccessKey: 'no' }, /FOYER_S3_SECRET_ACCESS_KEY/],
  ['an unknown key', { accessKeyId: 'AKIANOBODY' }, /FOYER_S3_ACCESS_KEY_ID/],
  ['another region', { region: 'us-east-1' }, /400|403/],
  ['a bucket that is not there', { bucket: 'nothing-here' }, /no bucket/],
])('%s is refused at once, in words, without the secret', async (_, changed, words) => {
  const storage = open(changed)
  for (const work of [
    () => storage.get(key),
    () => storage.put(key, Buffer.from('x')),
    () => storage.remove(key),
  ]) {
    server.requests.length = 0
    const error = await work().then(
      () => null,
      (reason: Error) => reason,
    )
    expect(error).toBeInstanceOf(StorageRefused)
    expect(error?.message).toMatch(words)
    expect(String(error?.stack)).not.toContain(server.secretAccessKey)
    expect(server.requests).toHaveLength(1)
  }
})

test('a redirect is never followed: it tells where the bucket is', async () => {
  server.faults.push({
    kind: 'answer',
    status: 307,
    code: 'TemporaryRedirect',
    headers: { location: `${server.endpoint}/elsewhere`, 'x-amz-bucket-region': 'us-west-2' },
  })
  await expect(open().get(key)).rejects.toThrow(/307.*us-west-2/)
  expect(server.requests).toHaveLength(1)
})

describe('what fails for the moment', () => {
  const busy: Fault = { kind: 'answer', status: 503, code: 'SlowDown' }
  test.each<[string, Fault]>([
    ['it is busy', busy],
    ['it breaks', { kind: 'answer', status: 500, code: 'InternalError' }],
    ['it is overrun', { kind: 'answer', status: 429, code: '' }],
    ['the connection breaks', { kind: 'reset' }],
    ['it never answers', { kind: 'hang' }],
    ['the answer breaks off in the middle', { kind: 'cut' }],
  ])('%s: tried three times, and then said to be away', async (_, fault) => {
    const storage = open({}, 250)
    await storage.put(key, Buffer.from('kept'.repeat(1000)))
    server.requests.length = 0
    server.faults.push(fault, fault)
    expect((await storage.get(key))?.toString()).toBe('kept'.repeat(1000))
    expect(server.requests).toHaveLength(3)
    server.faults.push(fault, fault, fault)
    const error = await storage.get(key).then(
      () => null,
      (reason: Error) => reason,
    )
    expect(error).toBeInstanceOf(StorageUnavailable)
    expect(error?.message).not.toContain(server.accessKeyId)
  })

  test('a change that is tried again ends as if it had been made once', async () => {
    const storage = open()
    server.faults.push(busy, { kind: 'reset' })
    await storage.put(key, Buffer.from('again'))
    expect((await storage.get(key))?.toString()).toBe('again')
    server.faults.push(busy, { kind: 'reset' })
    await storage.remove(key)
    expect(await storage.get(key)).toBeNull()
  })

  test('nobody is there at all', async () => {
    const gone = await startS3Server()
    await gone.close()
    await expect(open({ endpoint: gone.endpoint }).get(key)).rejects.toThrow(/ECONNREFUSED/)
  })
})

test('no key means anything else than it says', async () => {
  for (const bad of ['../a', '/a', 'a?x=1', 'a#b', 'a b', 'a%2fb', ''])
    await expect(open().get(bad), bad).rejects.toThrow(/no key/)
  expect(server.requests).toEqual([])
})

test('the peer itself refuses what is not signed as it came', async () => {
  const storage = open()
  await storage.put(key, Buffer.from('x'))
  const { requests, objects } = server
  expect(requests).toHaveLength(1)
  const place = `${server.endpoint}/attachments/foyer/one/${key}`
  expect((await fetch(place)).status).toBe(403)
  const sent: Request[] = []
  const real = globalThis.fetch
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    sent.push(new Request(address, init))
    return real(address, init)
  })
  await storage.put(key, Buffer.from('honest'))
  const headers = new Headers(sent[0]?.headers)
  const repeat = (url: string, method: string, body?: string) =>
    real(url, { method, headers, ...(body !== undefined && { body }) })
  expect((await repeat(place, 'PUT', 'changed')).status).toBe(403)
  expect((await repeat(`${place}0`, 'PUT', 'honest')).status).toBe(403)
  expect((await repeat(place, 'DELETE')).status).toBe(403)
  expect((await repeat(place, 'PUT', 'honest')).status).toBe(200)
  headers.set('x-amz-date', '20200101T000000Z')
  expect((await repeat(place, 'PUT', 'honest')).status).toBe(403)
  expect(objects.get(`attachments/foyer/one/${key}`)?.toString()).toBe('honest')
})
