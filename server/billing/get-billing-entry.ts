import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { type BillingMatch, findEntries, matchOf } from './billing-entry.ts'

interface ActivityRow {
  match: BillingMatch
  startedAt: Date
  endedAt: Date | null
  recordedAt: Date
  voided: string | null
}

/**
 * Why somebody is billed: the entry, and every match of theirs that was active in the period that it is about. All of one
 * identity: who was removed and added again is one person (BL3).
 *
 * @throws not-found
 */
export async function getBillingEntry(tx: Tx, entryId: string) {
  const [entry] = await findEntries(tx, sql`where e.id = ${entryId}`)
  if (!entry) throw problem('not-found')
  const { place: _place, ...told } = entry
  const rows = await tx.query<ActivityRow>(sql`
    select ${matchOf(sql`i.member_id`, sql`i.member_name`)} as match, i.started_at as "startedAt", i.ended_at as "endedAt",
      i.recorded_at as "recordedAt", case when i.voided_at is not null then coalesce(i.void_reason, '') end as voided
    from billing_entries e join billing_periods p on p.number = e.of_period
    join match_intervals i on i.identity_id = e.identity_id and (active_in(i, p) or i.id = e.interval_id)
    join matches x on x.id = i.match_id join programs g on g.id = x.program_id
    where e.id = ${entryId} order by i.started_at, i.id limit 200`)
  return {
    ...told,
    activity: rows.map((row) => ({
      match: row.match,
      startedAt: row.startedAt.toISOString(),
      endedAt: row.endedAt?.toISOString() ?? null,
      recordedAt: row.recordedAt.toISOString(),
      voided: row.voided,
    })),
  }
}
