import { availableParallelism } from 'node:os'
import { hash, hashRaw, verify } from '@node-rs/argon2'
import { problem } from '#api/problem.ts'

/** OWASP's parameters for argon2id (2 in this library): 19 MiB, two passes, one lane. */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

// More at once would only fight over the cores and make every other request wait behind them.
const lanes = availableParallelism() * 2
let busy = 0
const waiting: (() => void)[] = []
// A few seconds of work; whoever comes then is asked to come again, rather than to wait behind a flood.
const waitingMax = lanes * 64

/** Argon2id in PHC string format, for `passwords.hash`. */
export const hashPassword = (password: string): Promise<string> =>
  inLane(() => hash(password, parameters))

/** The same work as 32 raw bytes, with a salt of the caller's: to find something by its hash. */
export const hashWithSalt = (text: string, salt: Buffer): Promise<Buffer> =>
  inLane(() => hashRaw(text, { ...parameters, salt }))

/** Null, for an identity without a password, takes as long as a wrong password: time must not tell (LG1). */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const against = stored ?? (await nobodysHash())
  const matches = await inLane(() => verify(against, password))
  return matches && stored !== null
}

/** Whether a stored hash was made with weaker parameters than today's. */
export const needsRehash = (stored: string): boolean =>
  !stored.startsWith('$argon2id$v=19$m=19456,t=2,p=1$')

let nobody: Promise<string> | undefined
const nobodysHash = () => {
  nobody ??= hash('the password of nobody', parameters)
  return nobody
}

async function inLane<T>(work: () => Promise<T>): Promise<T> {
  // Whoever ends hands the lane on, still counted, so that nobody slips in between and there are never more.
  if (waiting.length >= waitingMax) throw problem('unavailable', { retryAfterSeconds: 5 })
  if (busy < lanes) busy++
  else await new Promise<void>((resolve) => waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = waiting.shift()
    if (next) next()
    else busy--
  }
}
