import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { restoreUser } from '#server/joining/restore-user.ts'
import { setGuests } from '#server/joining/set-guests.ts'
import { suspendUser } from '#server/joining/suspend-user.ts'
import { updateUser } from '#server/members/update-user.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Listed, Standing } from './user-change.ts'

/** Gives one member back what they were before a change, by the same calls. */
export async function changeUserBack(
  tx: Tx,
  acting: Acting,
  { id }: Pick<Listed, 'id'>,
  before: Partial<Standing>,
  request: Where,
  now: Date,
): Promise<void> {
  if (id === acting.memberId) throw problem('yourself')
  const { roleId, hubIds, guest, status } = before
  if (roleId) await updateUser(tx, acting, id, { roleId }, request, now)
  if (hubIds) await updateUser(tx, acting, id, { hubIds }, request, now)
  if (guest !== undefined) await setGuests(tx, acting, { memberIds: [id], guest }, request, now)
  if (status)
    await (status === 'suspended' ? suspendUser : restoreUser)(tx, acting, id, request, now)
}
