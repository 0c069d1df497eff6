import type { HubId } from '#api/common.ts'
import type { UserChange } from '#api/members.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { restoreUser } from '#server/joining/restore-user.ts'
import { setGuests } from '#server/joining/set-guests.ts'
import { suspendUser } from '#server/joining/suspend-user.ts'
import { updateUser } from '#server/members/update-user.ts'
import type { Tx } from '#server/platform/database.ts'
import { removeUser } from '../remove-user.ts'
import type { Listed } from './user-change.ts'

const hubsMax = 500

/** Does to one of many what the call for one does, with all that it refuses. Nothing where they are so already. */
export async function changeUser(
  tx: Tx,
  acting: Acting,
  { id, ...standing }: Listed,
  change: UserChange,
  request: Where,
  now: Date,
): Promise<void> {
  if (id === acting.memberId) throw problem('yourself')
  if (change.kind === 'role') {
    const { roleId } = change
    if (roleId.toLowerCase() !== standing.roleId)
      await updateUser(tx, acting, id, { roleId }, request, now)
  } else if (change.kind === 'hubs') {
    const hubIds = changedHubs(standing.hubIds, change)
    if (hubIds.length > hubsMax) throw problem('values-refused')
    if (!sameHubs(hubIds, standing.hubIds))
      await updateUser(tx, acting, id, { hubIds }, request, now)
  } else if (change.kind === 'guest') {
    await setGuests(tx, acting, { memberIds: [id], guest: change.guest }, request, now)
  } else {
    const verb = { suspend: suspendUser, restore: restoreUser, remove: removeUser }[change.kind]
    await verb(tx, acting, id, request, now)
  }
}

const changedHubs = (
  held: readonly HubId[],
  { add, remove }: Extract<UserChange, { kind: 'hubs' }>,
): HubId[] => {
  const wanted = new Set<string>([...held, ...add.map((id) => id.toLowerCase())])
  for (const id of remove) wanted.delete(id.toLowerCase())
  return [...wanted] as HubId[]
}

const sameHubs = (some: readonly HubId[], others: readonly HubId[]) =>
  some.length === others.length && some.every((id) => others.includes(id))
