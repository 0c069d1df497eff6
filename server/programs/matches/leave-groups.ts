import sql from 'sql-template-tag'
import type { MatchId, RegistrationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Why } from './end-matches.ts'

/** Active groups, whose registrations are held, go on without some of their participants. Tells in how many. */
export async function leaveGroups(
  tx: Tx,
  matchIds: readonly MatchId[],
  registrationIds: readonly RegistrationId[],
  { reason, note }: Pick<Why, 'reason' | 'note'>,
  now: Date,
): Promise<number> {
  const left = await tx.query(sql`
    with gone as (
      update match_participants set left_at = ${now}, left_reason = ${reason}, left_note = ${note}
      where match_id = any(${matchIds}::uuid[]) and registration_id = any(${registrationIds}::uuid[]) and left_at is null
      returning match_id, member_id
    )
    update match_intervals i set ended_at = greatest(${now}::timestamptz, i.started_at) from gone g
    where i.match_id = g.match_id and i.member_id = g.member_id and i.ended_at is null
    returning i.id`)
  return left.length
}
