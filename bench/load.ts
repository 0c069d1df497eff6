import { connect, type Socket } from 'node:net'

export type Answer = {
  status: number
  /** Status line and headers, as sent. */
  head: string
  body: () => string
}

/** One person or program on one keep-alive connection that asks again when it has been answered. */
export type Client = {
  /** A whole HTTP/1.1 request. */
  next(): string | Buffer
  /** Learns from an answer (a new token, where it is now); throws when it is not the wished one. */
  accept?(answer: Answer): void
  /** Looks closely at the first answer of each round: a wrong answer is not worth measuring. */
  check?(answer: Answer): void
}

export type LoadResult = { count: number; seconds: number; p50: number; p95: number; p99: number }

export type Load = {
  clients: Client[]
  /** Others that ask at the same time and are not measured. */
  beside?: Client[]
  port: number
  seconds: number
  /** Ends the round early; so a round is bounded in count and time. */
  countMax: number
}

/** Asks as fast as the answers come, every client one request at a time; latencies in milliseconds. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const connections: Connection[] = []
  try {
    for (const client of load.clients) connections.push(await open(load.port, client, true))
    for (const client of load.beside ?? []) connections.push(await open(load.port, client, false))
    const latencies: number[] = []
    const started = performance.now()
    const run: Run = { until: started + load.seconds * 1000, countMax: load.countMax, latencies }
    await Promise.all(connections.map((connection) => connection.ask(run)))
    const seconds = (performance.now() - started) / 1000
    if (latencies.length === 0) throw new Error('no request was answered in a whole round')
    const sorted = Float64Array.from(latencies).sort()
    const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN
    return { count: latencies.length, seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
  } finally {
    for (const connection of connections) connection.close()
  }
}

/** Sends one request of a client that is not measured: sign-ins before a round. */
export async function askOnce(port: number, client: Client): Promise<void> {
  const connection = await open(port, client, true)
  try {
    await connection.ask({ until: 0, countMax: 1, latencies: [] })
  } finally {
    connection.close()
  }
}

type Run = { until: number; countMax: number; latencies: number[] }

type Connection = { ask(run: Run): Promise<void>; close(): void }

const answerSecondsMax = 30

async function open(port: number, client: Client, measured: boolean): Promise<Connection> {
  const socket = await new Promise<Socket>((resolve, reject) => {
    const opening = connect({ port, host: '127.0.0.1', noDelay: true })
    opening.once('connect', () => resolve(opening)).once('error', reject)
  })
  return {
    close: () => socket.destroy(),
    ask: (run) =>
      new Promise((resolve, reject) => {
        const empty = Buffer.alloc(0)
        let received = empty
        let sentAt = 0
        let checked = client.check === undefined
        const send = () => {
          sentAt = performance.now()
          socket.write(client.next())
        }
        const fail = (error: Error) => {
          socket.destroy()
          reject(error)
        }
        socket.setTimeout(answerSecondsMax * 1000, () =>
          fail(new Error(`no answer within ${answerSecondsMax} seconds`)),
        )
        socket.on('error', fail)
        socket.on('close', () => fail(new Error('the server closed the connection')))
        socket.on('data', (chunk) => {
          received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
          try {
            const answer = readAnswer(received)
            if (answer === null) return
            received = empty
            const now = performance.now()
            if (answer.status < 200 || answer.status > 299)
              throw new Error(`answered ${answer.status}: ${answer.body().slice(0, 500)}`)
            client.accept?.(answer)
            if (!checked) client.check?.(answer)
            checked = true
            // The ones beside go on until the measured ones are done.
            if (measured) run.latencies.push(now - sentAt)
            if (now < run.until && run.latencies.length < run.countMax) return send()
            socket.removeAllListeners('close')
            resolve()
          } catch (error) {
            fail(error instanceof Error ? error : new Error(String(error)))
          }
        })
        send()
      }),
  }
}

/** Null while there is more to come. Only one answer is ever on its way on a connection. */
function readAnswer(received: Buffer): Answer | null {
  const headEnd = received.indexOf('\r\n\r\n')
  if (headEnd < 0) return null
  const head = received.toString('latin1', 0, headEnd)
  const status = Number(head.slice(9, 12))
  const bodyStart = headEnd + 4
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const bodyEnd = bodyStart + Number(length)
    if (received.length < bodyEnd) return null
    return { status, head, body: () => received.toString('utf8', bodyStart, bodyEnd) }
  }
  if (status === 204 || status === 304) return { status, head, body: () => '' }
  // JSON never holds a bare line break, so the last chunk cannot stand inside of a body.
  if (received.subarray(-7).indexOf('\r\n0\r\n\r\n') < 0) return null
  return { status, head, body: () => joinChunks(received, bodyStart) }
}

function joinChunks(received: Buffer, start: number): string {
  const parts: Buffer[] = []
  for (let at = start; ; ) {
    const lineEnd = received.indexOf('\r\n', at)
    const size = Number.parseInt(received.toString('latin1', at, lineEnd), 16)
    if (size === 0) return Buffer.concat(parts).toString()
    parts.push(received.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = lineEnd + 2 + size + 2
  }
}

/** A whole HTTP/1.1 request as text; with a body it is JSON. */
export function formatRequest(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: unknown,
): string {
  const text = body === undefined ? '' : JSON.stringify(body)
  const lines = Object.entries({
    host: '127.0.0.1',
    // What every contender would be told by the proxy in front of it.
    'x-forwarded-for': '127.0.0.1',
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${text}`
}
