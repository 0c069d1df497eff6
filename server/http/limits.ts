import { RateLimiterMemory } from 'rate-limiter-flexible'
import { problem } from '#api/problem.ts'
import type { Rate } from '#api/route.ts'
import type { Database } from '#server/platform/database.ts'

export interface Limits {
  /** Counts one request. @throws too-many-requests with Retry-After */
  consume(rate: Rate, subject: string): Promise<void>
}

export function openLimits(_db: Database): Limits {
  const limiters: Record<Rate, RateLimiterMemory> = {
    read: new RateLimiterMemory({ points: 6000, duration: 60 }),
    write: new RateLimiterMemory({ points: 1200, duration: 60 }),
    credential: new RateLimiterMemory({ points: 120, duration: 60 }),
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
