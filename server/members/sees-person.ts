import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Whether somebody is shown to this caller at all: oneself, anybody to whoever may view users, and to others whom they have a
 * hub with and see there (`tasks:view`), or a match that is asked for or goes on.
 */
export async function seesPerson(
  tx: Tx,
  caller: Pick<SessionCaller, 'memberId' | 'permissions'>,
  memberId: MemberId,
): Promise<boolean> {
  if (memberId === caller.memberId || may(caller, 'users:view')) return true
  const seen = await tx.query(sql`
    select from members m where m.id = ${memberId} and m.status in ('registering', 'active') and (
      ${may(caller, 'tasks:view')} and exists (
        select from member_hubs mine join member_hubs theirs
          on theirs.organization_id = mine.organization_id and theirs.hub_id = mine.hub_id
        where mine.member_id = ${caller.memberId} and theirs.member_id = m.id)
      or exists (
        select from match_participants mine join match_participants theirs
          on theirs.organization_id = mine.organization_id and theirs.match_id = mine.match_id
        join matches x on x.organization_id = mine.organization_id and x.id = mine.match_id
        where mine.member_id = ${caller.memberId} and theirs.member_id = m.id and x.status in ('pending', 'active')
          and mine.left_at is null and theirs.left_at is null))`)
  return seen.length > 0
}
