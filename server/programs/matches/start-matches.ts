import sql from 'sql-template-tag'
import type { MatchId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { endsAt, orderLooks } from './clock.ts'

/**
 * Makes matches active, whose registrations are held: from then on an interval is open for each participant (BL1). The same whatever
 * way they were made.
 *
 * @throws program-archived where matches of the program would be over before they begin
 */
export async function startMatches(
  tx: Tx,
  organizationId: OrganizationId,
  matchIds: readonly MatchId[],
  startedAt: Date,
): Promise<void> {
  const started = await tx.query<{ endsAt: Date | null }>(sql`
    with started as (
      -- Never before an earlier time in it has ended: the clocks of two processes may differ.
      select m.id, greatest(${startedAt}::timestamptz, m.ended_at) as at from matches m
      where m.id = any(${matchIds}::uuid[]) and m.status <> 'active'
    ), updated as (
      update matches m set status = 'active', expires_at = null, started_at = s.at, ended_at = null, end_reason = null,
        end_note = '', ended_by = null, ends_at = ${endsAt(sql`s.at`)}
      from started s, programs p where s.id = m.id and p.id = m.program_id
      returning m.id, m.started_at, m.ends_at
    ), opened as (
      insert into match_intervals (organization_id, match_id, member_id, identity_id, member_name, started_at)
      select ${organizationId}, u.id, me.id, me.identity_id, mp.member_name, u.started_at
      -- Row by row (offset 0): the planner knows nothing of how many are updated, and would compare each with each.
      from updated u cross join lateral (
        select mp.member_id, mp.member_name from match_participants mp where mp.match_id = u.id and mp.left_at is null offset 0
      ) mp join members me on me.id = mp.member_id
      order by u.id, me.id
    )
    select ends_at as "endsAt" from updated`)
  const due = started.flatMap(({ endsAt }) => (endsAt ? [endsAt] : []))
  if (due.some((at) => at <= startedAt))
    throw problem('program-archived', { detail: 'Matches of this program have ended by now.' })
  await orderLooks(tx, due)
}
