import sql, { type Sql } from 'sql-template-tag'
import { z } from 'zod'
import { ProgramId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { addJob, job } from '#server/platform/jobs.ts'

/** Looks for what is due: requests without an answer, matches whose time is over. With a program it goes on to that one's next. */
export const endDueMatches = job(
  'end-due-matches',
  z.object({ programId: ProgramId.nullable().default(null) }),
)

const minuteMs = 60_000
const atMinute = (at: Date) => new Date(Math.ceil(at.getTime() / minuteMs) * minuteMs)

/** Orders a look at each of these moments, one for all that are due within the same minute. */
export async function orderLooks(tx: Tx, moments: readonly Date[]): Promise<void> {
  const looks = new Set(moments.map((moment) => atMinute(moment).getTime()))
  for (const look of looks)
    await addJob(tx, endDueMatches, {}, { runAt: new Date(look), key: `due-${look}` })
}

/** Orders the look at whatever is due first in a program, in the place of the one that waits. */
export async function orderNextLook(tx: Tx, programId: ProgramId): Promise<void> {
  const [next] = await tx.query<{ at: Date | null }>(
    sql`select min(${dueAt}) as at from matches m where m.program_id = ${programId} and m.status in ('pending', 'active')`,
  )
  if (next?.at)
    await addJob(tx, endDueMatches, { programId }, { runAt: atMinute(next.at), key: programId })
}

/** When a match of `matches m` is due; null: never. */
export const dueAt: Sql = sql`least(m.expires_at, m.ends_at)`

/** When a match of `programs p` that began at `start` ends by itself, by the calendar of the organization; null: never. */
export const endsAt = (start: Sql): Sql => sql`least(
  (p.ends_on + 1)::timestamp at time zone (select time_zone from organizations),
  (p.match_ends_on + 1)::timestamp at time zone (select time_zone from organizations),
  ${start} + make_interval(hours => 24 * p.match_ends_after_days))`
