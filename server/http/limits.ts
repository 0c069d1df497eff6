import sql from 'sql-template-tag'
import type { Rate } from '#api/route.ts'
import type { Database } from '#server/platform/database.ts'

/** What one caller may still do in the present window, this request included. */
export interface Allowance {
  rate: Rate
  limit: number
  /** Below zero: this request is one too many. */
  remaining: number
  resetSeconds: number
}

/** Requests of one caller in a minute. */
export type RequestsPerMinute = Record<Rate, number>

const usual: RequestsPerMinute = { read: 6000, write: 1200, credential: 120 }
const windowMs = 60_000

/**
 * Counts requests in windows of a minute. `read` and `write` are counted in this process. `credential` is counted in
 * the database, for all processes, so that more of them do not mean more guesses: where it cannot count it throws, for
 * a proof that nobody counts is refused.
 */
export function openLimits(db: Database, changed: Partial<RequestsPerMinute> = {}) {
  const limits = { ...usual, ...changed }
  const counters = { read: openCounter(), write: openCounter(), credential: openCounter() }
  const allowance = (rate: Rate, { count, endsAt }: Window, now: Date): Allowance => ({
    rate,
    limit: limits[rate],
    remaining: limits[rate] - count,
    resetSeconds: Math.max(1, Math.ceil((endsAt - now.getTime()) / 1000)),
  })

  return (rate: Rate, subject: string, now: Date): Allowance | Promise<Allowance> => {
    const here = allowance(rate, counters[rate](subject, now.getTime()), now)
    // A flood that this process alone knows to be too much costs no statement.
    if (rate !== 'credential' || here.remaining < 0) return here
    return countInDatabase(db, subject, now).then((everywhere) => allowance(rate, everywhere, now))
  }
}

interface Window {
  count: number
  endsAt: number
}

/** Subjects remembered at once; with more the oldest windows start anew, so that nobody can fill the memory. */
const subjectsMax = 100_000

function openCounter(): (subject: string, now: number) => Window {
  // In the order of their ends, since all last equally long.
  const windows = new Map<string, Window>()
  return (subject, now) => {
    const found = windows.get(subject)
    if (found && found.endsAt > now) {
      found.count++
      return found
    }
    windows.delete(subject)
    for (const [old, { endsAt }] of windows) {
      if (endsAt > now && windows.size < subjectsMax) break
      windows.delete(old)
    }
    const window = { count: 1, endsAt: now + windowMs }
    windows.set(subject, window)
    return window
  }
}

async function countInDatabase(db: Database, subject: string, now: Date): Promise<Window> {
  const endsAt = new Date(now.getTime() + windowMs)
  const statement = sql`insert into rate_counts as c (subject, count, window_ends_at) values (${subject}, 1, ${endsAt})
    on conflict (subject) do update set
      count = case when c.window_ends_at > ${now} then c.count + 1 else 1 end,
      window_ends_at = case when c.window_ends_at > ${now} then c.window_ends_at else excluded.window_ends_at end
    returning count, window_ends_at as "endsAt"`
  return db.transaction(
    async (_tx, [rows]) => {
      const row = rows?.[0] as { count: number; endsAt: Date }
      return { count: row.count, endsAt: row.endsAt.getTime() }
    },
    [statement],
  )
}

/** How often one may call, and how often still (draft-ietf-httpapi-ratelimit-headers). */
export const rateHeaders = (a: Allowance): [name: string, value: string][] => [
  ['ratelimit-policy', `"${a.rate}";q=${a.limit};w=${windowMs / 1000}`],
  ['ratelimit', `"${a.rate}";r=${Math.max(0, a.remaining)};t=${a.resetSeconds}`],
]
