import { createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { deriveKey } from '#server/platform/derive-key.ts'

// Six digits that are mailed (DR5): how they are made and compared. Where they are kept is their owner's.

export const codeMinutes = 10
export const triesMax = 5
export const coolDownSeconds = 60

/** What a code is good for: the log-in or joining that asked, and the mailbox that it went to. */
interface Bound {
  of: string
  sentTo: string
}

/** A new code; only its hash is kept. */
export function newCode(secretKey: Buffer, bound: Bound): { code: string; hash: Buffer } {
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  return { code, hash: hashCode(secretKey, bound, code) }
}

export const isCode = (secretKey: Buffer, bound: Bound, code: string, hash: Buffer): boolean =>
  timingSafeEqual(hash, hashCode(secretKey, bound, code))

/** Keyed: a million codes are hashed in a second by whoever steals the table. */
const hashCode = (secretKey: Buffer, { of, sentTo }: Bound, code: string): Buffer =>
  createHmac('sha256', deriveKey(secretKey, 'email-code'))
    .update(`${of} ${sentTo} ${code}`)
    .digest()
