import { RateLimiterMemory } from 'rate-limiter-flexible'
import { problem } from '#api/problem.ts'
import type { Rate } from '#api/route.ts'
import type { Database } from '#server/platform/database.ts'

export interface Limits {
  /** Counts one request. @throws too-many-requests with Retry-After */
  consume(rate: Rate, subject: string): Promise<void>
}

const usual: Record<Rate, number> = { read: 6000, write: 1200, credential: 120 }

export function openLimits(_db: Database, requestsPerMinute = usual): Limits {
  const limiter = (rate: Rate) =>
    new RateLimiterMemory({ points: requestsPerMinute[rate], duration: 60 })
  const limiters = {
    read: limiter('read'),
    write: limiter('write'),
    credential: limiter('credential'),
  }
  return {
    async consume(rate, subject) {
      try {
        await limiters[rate].consume(subject)
      } catch (refusal) {
        if (refusal instanceof Error) throw refusal
        const { msBeforeNext } = refusal as { msBeforeNext: number }
        throw problem('too-many-requests', { retryAfterSeconds: Math.ceil(msBeforeNext / 1000) })
      }
    },
  }
}
