import sql, { type Sql } from 'sql-template-tag'
import type { BillingEntry } from '#api/billing.ts'
import type { MatchId, MemberId, ProgramId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { periodDays } from './billing-period.ts'

interface EntryRow {
  id: string
  name: string
  memberId: MemberId | null
  period: number
  change: 1 | -1
  ofPeriod: { number: number; firstDay: string; lastDay: string }
  activeFrom: Date
  recordedAt: Date
  match: BillingMatch
  place: string
}

export interface BillingMatch {
  id: MatchId
  program: { id: ProgramId; name: string }
  others: string[]
}

/** At most so many of a group are named. */
const othersMax = 10

/** The match `x` of whoever has this member id and name, with whom else it joins. */
export const matchOf = (memberId: Sql, name: Sql): Sql => sql`jsonb_build_object('id', x.id,
  'program', jsonb_build_object('id', g.id, 'name', g.name), 'others', (
    select coalesce(jsonb_agg(o.member_name order by o.member_name), '[]') from (
      select p.member_name from match_participants p where p.match_id = x.id
        -- Whoever is no longer a member stands there by name alone.
        and not (p.member_id is not distinct from ${memberId} or p.member_id is null and p.member_name = ${name})
      order by p.member_name limit ${othersMax}) o))`

/**
 * Which `billing_entries e` stand on a list: not what was taken back within its own period, such as a match that ended with the period
 * before and was ended a moment later; as in its `active`, it adds up to nobody. Of several times of the same person the last stands;
 * ids tell the order, `recorded_at` may be when it ended. Whether one stands at all they do not tell: of one millisecond they have none.
 */
export const stands: Sql = sql`(e.of_period < e.period or e.change = 1 and (
  select sum(same.change) = 1 and bool_and(same.change = -1 or same.id <= e.id) from billing_entries same
  where same.identity_id = e.identity_id and same.of_period = e.of_period and same.period = e.period))`

/** Entries for which a condition holds, in an order; `place` is the name as the list is sorted. */
export async function findEntries(
  tx: Tx,
  rest: Sql,
): Promise<(BillingEntry & { place: string })[]> {
  const rows = await tx.query<EntryRow>(sql`
    select e.id, e.name, m.id as "memberId", e.period, e.change, e.active_from as "activeFrom", e.recorded_at as "recordedAt",
      jsonb_build_object('number', p.number, 'firstDay', ${periodDays.first}, 'lastDay', ${periodDays.last}) as "ofPeriod",
      ${matchOf(sql`e.member_id`, sql`e.name`)} as match, lower(e.name) as place
    from billing_entries e join billing_periods p on p.number = e.of_period
    join matches x on x.id = e.match_id join programs g on g.id = x.program_id
    left join members m on m.id = e.member_id
    ${rest}`)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    memberId: row.memberId,
    change: changeOf(row),
    ofPeriod: row.ofPeriod,
    activeFrom: row.activeFrom.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    match: row.match,
    place: row.place,
  }))
}

function changeOf({ change, period, ofPeriod }: EntryRow): BillingEntry['change'] {
  if (change === -1) return 'correction-removed'
  return ofPeriod.number < period ? 'correction-added' : 'active'
}
