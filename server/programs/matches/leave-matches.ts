import sql from 'sql-template-tag'
import type { RegistrationId } from '#api/common.ts'
import type { Leaving } from '#server/members/leaving.ts'
import { nameOf } from '../person.ts'
import { closeRegistrations } from './close-registrations.ts'

/**
 * Matches of a member who goes end (US10); what was staged or asked goes too. Who it was stays readable by name. Runs confined, while the
 * row is held.
 */
export const leaveMatches: Leaving = async (tx, { memberId }, reason, now) => {
  const own = await tx.query<{ id: RegistrationId }>(
    sql`select id from registrations where member_id = ${memberId} order by id`,
  )
  if (own.length === 0) return
  const ids = own.map(({ id }) => id)
  await closeRegistrations(tx, ids, { reason, note: '', by: memberId }, now)
  await tx.query(sql`
    with named as (
      update match_participants mp set member_name = ${nameOf} from members m where m.id = mp.member_id and m.id = ${memberId}
    )
    update registrations r set status = 'left', left_at = coalesce(r.left_at, ${now}), member_name = ${nameOf}
    from members m where m.id = r.member_id and m.id = ${memberId}`)
}
