import { generateKeyPairSync } from 'node:crypto'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, BlockList, createServer as createTcpServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { selfSignedCertificate } from '#server/platform/self-signed-certificate.ts'
import { createGuardedFetch, type GuardOptions, Unreachable } from './guarded-fetch.ts'

// Real servers on loopback. What is theirs is counted: a request that is refused must not have been made.

const inTheBody = 'a secret that stands in the body'
let answer: (request: IncomingMessage, response: ServerResponse) => void
let asked: IncomingMessage[] = []
const take: RequestListener = (request, response) => {
  asked.push(request)
  answer(request, response)
}
const plain = createServer(take)
const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
const certificate = (name: string, days: [number, number]) => {
  const [from, to] = days.map((day) => new Date(Date.now() + day * 86_400_000)) as [Date, Date]
  return selfSignedCertificate(key, name, { from, to })
}
const privateKey = key.privateKey.export({ type: 'pkcs8', format: 'pem' })
const good = certificate('idp.example', [-1, 1])
const expired = certificate('idp.example', [-2, -1])
let serverName: string | null = null
const secure = createSecureServer(
  {
    key: privateKey,
    cert: good,
    SNICallback: (name, done) => {
      serverName = name
      done(null)
    },
  },
  take,
)
const outdated = createSecureServer({ key: privateKey, cert: expired }, take)

const listen = (server: Server | ReturnType<typeof createTcpServer>, host = '127.0.0.1', at = 0) =>
  new Promise<number>((resolve) => {
    server.listen(at, host, () => resolve((server.address() as AddressInfo).port))
  })

let port: number
let securePort: number
beforeAll(async () => {
  port = await listen(plain)
  securePort = await listen(secure)
  await listen(outdated)
})
afterAll(() => {
  for (const server of [plain, secure, outdated]) {
    server.closeAllConnections()
    server.close()
  }
})
beforeEach(() => {
  asked = []
  answer = (_request, response) => response.end(inTheBody)
})

const nothing = new BlockList()
const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

const fetchWith = (options: Partial<GuardOptions> = {}) =>
  createGuardedFetch({ allow: loopback, secondsMax: 2, ...options })

/** What is told of it, which must never be what stood in the body. */
async function reasonFor(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Unreachable)
  const { message } = error as Unreachable
  expect(message).not.toContain(inTheBody)
  return message
}

const named = (address: string) => async () => [{ address, family: address.includes(':') ? 6 : 4 }]

describe('SS4: where it goes', () => {
  const hosts = [
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '①②⑦.0.0.1',
    'localhost',
    'LOCALHOST',
    '0.0.0.0',
    '0',
    '[::1]',
    '[::]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '169.254.169.254',
    '[fd00:ec2::254]',
    '10.0.0.1',
    '192.168.0.1',
    '100.100.100.200',
    '[fe80::1]',
    '224.0.0.1',
  ]
  test.each(hosts)('%s is refused and never asked', async (host) => {
    const fetch = fetchWith({ allow: nothing })
    for (const url of [`https://${host}:${port}/`, `http://${host}:${port}/`])
      expect(await reasonFor(fetch(url))).toContain('is at a private address')
    expect(asked).toHaveLength(0)
  })

  test.each(['127.0.0.1', '::1', '169.254.169.254', '::ffff:10.0.0.1', 'fe80::1%lo', 'nonsense'])(
    'a name that leads to %s is refused, and the address stays unsaid',
    async (address) => {
      const fetch = fetchWith({ allow: nothing, lookup: named(address) })
      expect(await reasonFor(fetch(`https://idp.example:${port}/`))).toBe(
        `idp.example:${port} is at a private address, which the operator of this server must allow.`,
      )
      expect(asked).toHaveLength(0)
    },
  )

  test('a name with a public and a private address is refused, whichever comes first', async () => {
    const both = [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    for (const addresses of [both, both.toReversed()]) {
      const fetch = fetchWith({ allow: nothing, lookup: async () => addresses })
      expect(await reasonFor(fetch('https://idp.example/'))).toContain('private address')
    }
  })

  test('a name that changes its answer after it was looked at is asked where it was', async () => {
    const other = createServer((_request, response) => response.end('the other place'))
    await listen(other, '127.0.0.2', port)
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2']
    let looked = 0
    const fetch = fetchWith({
      lookup: async () => [{ address: answers[looked++] ?? '127.0.0.2', family: 4 }],
    })
    const { body } = await fetch(`http://idp.example:${port}/`)
    expect(body.toString()).toBe(inTheBody)
    expect(looked).toBe(1)
    other.close()
  })

  test('http: is for loopback alone, even where the operator allows more', async () => {
    const allow = new BlockList()
    allow.addSubnet('10.0.0.0', 8, 'ipv4')
    for (const address of ['10.0.0.1', '93.184.216.34'])
      expect(
        await reasonFor(fetchWith({ allow, lookup: named(address) })('http://idp.example/')),
      ).toBe('idp.example is named with http: instead of https:.')
    expect((await fetchWith()(`http://127.0.0.1:${port}/`)).status).toBe(200)
  })

  test.each(['ftp://idp.example/', 'file:///etc/passwd', 'data:,x', 'idp.example', '', 'https://'])(
    'what is no https address is refused: %j',
    async (url) => {
      expect(await reasonFor(fetchWith()(url))).toBe('That is not an https address.')
    },
  )

  test('a user name or password in the address is refused and not repeated', async () => {
    for (const who of ['ann:hunter2@', 'hunter2@', ':hunter2@'])
      expect(await reasonFor(fetchWith()(`http://${who}127.0.0.1:${port}/`))).not.toContain(
        'hunter',
      )
    expect(asked).toHaveLength(0)
  })

  test('a redirect is not followed, wherever it leads', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      answer = (_request, response) =>
        response.writeHead(status, { location: `http://127.0.0.1:${port}/there` }).end(inTheBody)
      expect(await reasonFor(fetchWith()(`http://127.0.0.1:${port}/`))).toContain('redirects')
    }
    expect(asked.map(({ url }) => url)).toEqual(['/', '/', '/', '/', '/'])
  })

  test('a name that nobody has, and a port where nobody listens', async () => {
    expect(await reasonFor(fetchWith()('https://nobody.invalid/'))).toMatch(
      /^nobody\.invalid (is a name without an address|could not be looked up)/,
    )
    expect(await reasonFor(fetchWith({ lookup: async () => [] })('https://idp.example/'))).toBe(
      'idp.example is a name without an address.',
    )
    expect(await reasonFor(fetchWith()('https://127.0.0.1:1/'))).toBe(
      '127.0.0.1:1 refuses connections.',
    )
  })
})

describe('SS4: by TLS', () => {
  const url = () => `https://idp.example:${securePort}/path?q=1`
  const lookup = named('127.0.0.1')

  test('the name is shown to the server and wanted in its certificate', async () => {
    const { status } = await fetchWith({ lookup, ca: good })(url())
    expect(status).toBe(200)
    expect(serverName).toBe('idp.example')
    expect(asked[0]?.headers.host).toBe(`idp.example:${securePort}`)
    expect(asked[0]?.url).toBe('/path?q=1')
  })

  test('a certificate of another name, of nobody, or of yesterday is refused', async () => {
    const other = fetchWith({ lookup, ca: good })
    expect(await reasonFor(other(`https://other.example:${securePort}/`))).toContain(
      'certificate of another name',
    )
    expect(await reasonFor(fetchWith({ lookup })(url()))).toContain(
      'certificate that is not trusted',
    )
    const { port: old } = outdated.address() as AddressInfo
    const late = fetchWith({ lookup, ca: expired })
    expect(await reasonFor(late(`https://idp.example:${old}/`))).toContain('has expired')
    expect(asked).toHaveLength(0)
  })
})

describe('SS4: how much and how long', () => {
  const fetch = () => fetchWith({ secondsMax: 0.4 })(`http://127.0.0.1:${port}/`)

  test('a body without an end is cut off', async () => {
    answer = (_request, response) => {
      const chunk = inTheBody.repeat(2000)
      const more = () => {
        while (response.writable && response.write(chunk));
        response.once('drain', more)
      }
      more()
    }
    expect(await reasonFor(fetchWith()(`http://127.0.0.1:${port}/`))).toContain(
      'more than 1048576 bytes',
    )
  })

  test('exactly as much as allowed is taken, one byte more is not', async () => {
    answer = (_request, response) => response.end('x'.repeat(100))
    const url = `http://127.0.0.1:${port}/`
    expect((await fetchWith()(url, { bytesMax: 100 })).body).toHaveLength(100)
    expect(await reasonFor(fetchWith()(url, { bytesMax: 99 }))).toContain('more than 99 bytes')
  })

  test('a body that trickles ends with the time, however steadily it comes', async () => {
    answer = (_request, response) => {
      const timer = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(timer))
    }
    expect(await reasonFor(fetch())).toContain('did not answer within 0.4 seconds')
  })

  test('a server that says nothing, and a name server that says nothing', async () => {
    answer = () => undefined
    expect(await reasonFor(fetch())).toContain('did not answer within')
    const silent = fetchWith({ secondsMax: 0.2, lookup: () => new Promise(() => undefined) })
    expect(await reasonFor(silent('https://idp.example/'))).toContain('did not answer within')
  })

  test('headers without an end are cut off', async () => {
    answer = (_request, response) => {
      response.setHeader('x-long', 'x'.repeat(20_000))
      response.end()
    }
    expect(await reasonFor(fetch())).toContain('too many headers')
  })

  test('what unpacks to more than it weighs is never unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    answer = (request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    }
    expect(await reasonFor(fetch())).toContain('compressed')
    answer = (_request, response) => response.end(bomb)
    const { body } = await fetchWith()(`http://127.0.0.1:${port}/`)
    expect(body).toHaveLength(bomb.length)
  })

  test('what is not HTTP is told as such, without what came', async () => {
    const odd = createTcpServer((socket) => socket.end(`${inTheBody}\r\n\r\n`))
    const at = await listen(odd)
    expect(await reasonFor(fetchWith()(`http://127.0.0.1:${at}/`))).toContain('not answer in HTTP')
    odd.close()
  })
})

describe('SS4: what is sent and what comes back', () => {
  test('a form is posted, and nothing that is named can change the host', async () => {
    const body = Promise.withResolvers<string>()
    answer = (request, response) => {
      text(request).then(body.resolve, body.reject)
      response.writeHead(400, { 'x-one': 'a', 'set-cookie': 'b=c' }).end(inTheBody)
    }
    const got = await fetchWith()(`http://127.0.0.1:${port}/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        host: 'elsewhere.example',
        'accept-encoding': 'gzip',
        'content-length': '1',
      },
      body: 'grant=ünï',
    })
    expect(await body.promise).toBe('grant=ünï')
    expect(asked[0]?.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      'accept-encoding': 'identity',
    })
    expect(got.status).toBe(400)
    expect(got.headers.get('x-one')).toBe('a')
    expect(got.body.toString()).toBe(inTheBody)
  })

  test('each request has a connection of its own', async () => {
    const fetch = fetchWith()
    const sockets = new Set<unknown>()
    answer = (request, response) => {
      sockets.add(request.socket.remotePort)
      response.end()
    }
    for (let i = 0; i < 3; i++) await fetch(`http://127.0.0.1:${port}/`)
    expect(sockets.size).toBe(3)
  })
})
