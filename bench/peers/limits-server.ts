/** A process that does one thing as fast as one core can, beside which servers are to be seen. */
import { randomBytes, scrypt } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import pg from 'pg'

type Loop = { lanes: number; step: () => Promise<unknown> }

const clients = await Promise.all(
  [0, 1].map(async () => {
    const client = new pg.Client({ connectionString: process.env.DATABASE_URL, pipeline: true })
    await client.connect()
    return client
  }),
)
let turn = 0

const loops: Record<string, Loop> = {
  statement: {
    lanes: 16,
    step: () => {
      turn = (turn + 1) % 1000
      return (
        clients[turn % 2]?.query({
          name: 'read',
          text: 'select id, name from limit_rows where id = $1',
          values: [turn],
        }) ?? Promise.reject(new Error('not connected'))
      )
    },
  },
  argon2id: {
    lanes: 4,
    step: () =>
      hash('a long enough passphrase 1', { memoryCost: 19456, timeCost: 2, parallelism: 1 }),
  },
  scrypt: {
    lanes: 4,
    step: () =>
      new Promise((resolve, reject) =>
        scrypt(
          'a long enough passphrase 1',
          randomBytes(16),
          64,
          { N: 16384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 },
          (error, key) => (error === null ? resolve(key) : reject(error)),
        ),
      ),
  },
}

type Message = { loop: string; seconds: number; countMax: number }

async function runLoop(message: Message): Promise<void> {
  const { lanes, step } = loops[message.loop] ?? { lanes: 0, step: () => Promise.resolve() }
  const started = performance.now()
  const until = started + message.seconds * 1000
  const latencies: number[] = []
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let now = started; now < until && latencies.length < message.countMax; ) {
        await step()
        const after = performance.now()
        latencies.push(after - now)
        now = after
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)]
  process.send?.({ count: latencies.length, seconds, p50: at(0.5), p95: at(0.95), p99: at(0.99) })
}

process.on('message', (message: Message) => void runLoop(message))
process.on('disconnect', () => process.exit())
process.send?.('ready')
