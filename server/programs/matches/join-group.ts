import sql from 'sql-template-tag'
import type { MatchId, OrganizationId, RegistrationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf } from '../person.ts'
import type { Explained } from '../proposals/score-match.ts'

/**
 * Somebody, held and judged, is in an active group from now on, or again: an interval of theirs is open (BL1), and the group is
 * explained anew.
 */
export async function joinGroup(
  tx: Tx,
  organizationId: OrganizationId,
  { matchId, registrationId }: { matchId: MatchId; registrationId: RegistrationId },
  { score, reasons }: Explained,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    with explained as (
      update matches set score = ${score}, reasons = ${JSON.stringify(reasons)} where id = ${matchId}
    ), joined as (
      insert into match_participants (organization_id, match_id, registration_id, member_id, member_name, role, joined_at)
      select ${organizationId}, ${matchId}, r.id, r.member_id, ${nameOf}, r.role, ${now}
      from registrations r join members m on m.id = r.member_id where r.id = ${registrationId}
      on conflict (organization_id, match_id, registration_id) do update
        set left_at = null, left_reason = null, left_note = '', joined_at = excluded.joined_at, member_name = excluded.member_name
      returning member_id, member_name
    )
    insert into match_intervals (organization_id, match_id, member_id, identity_id, member_name, started_at)
    select ${organizationId}, m.id, me.id, me.identity_id, j.member_name,
      -- Never before it began, or before an earlier time in it has ended: the clocks of two processes may differ.
      greatest(${now}::timestamptz, m.started_at, (
        select max(i.ended_at) from match_intervals i where i.match_id = m.id and i.member_id = me.id))
    from joined j join members me on me.id = j.member_id join matches m on m.id = ${matchId}`)
}
