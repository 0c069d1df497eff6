import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addAuditEvents } from '#server/audit/add-audit-events.ts'
import { keepAnOwnerIn } from '#server/door/keep-an-owner-in.ts'
import { listGuestsToChange, replaceGuests } from '#server/members/guests.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'

/**
 * Makes members guest accounts, who use the password where single sign-on is demanded, or ends that: all of them or none
 * (DR1). Acts on their next request. Answers how many were not so already.
 *
 * @throws not-found, yourself, owner-protected, more-than-you-hold; policy-locks-out where it would leave no owner who can enter
 */
export async function setGuests(
  tx: Tx,
  caller: Acting,
  { memberIds, guest }: { memberIds: readonly MemberId[]; guest: boolean },
  request: Where | null,
  now: Date,
): Promise<{ changed: number }> {
  const members = await listGuestsToChange(tx, memberIds)
  if (members.some(({ id }) => id === caller.memberId))
    throw problem('yourself', { detail: 'Nobody decides on their own guest account.' })
  for (const { role } of members) guardHolder(caller, role)
  const changing = members.filter((member) => member.guest !== guest)
  if (changing.length === 0) return { changed: 0 }
  const subjectIds = changing.map(({ id }) => id)
  const write = () => replaceGuests(tx, subjectIds, guest)
  if (changing.some(({ role }) => role.template === 'owner'))
    await keepAnOwnerIn(tx, caller.organizationId, now, { write, detail: shut })
  else await write()
  const action = guest ? 'user.guest-set' : 'user.guest-ended'
  await addAuditEvents(tx, caller, request, { action, subjectIds }, now)
  return { changed: changing.length }
}

const shut = 'No owner could sign in any more with what they have set up.'
