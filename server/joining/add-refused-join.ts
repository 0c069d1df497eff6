import type { HubId, MemberId, RoleId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { getRefusedJoinToChange } from '#server/members/refused-join.ts'
import type { Tx } from '#server/platform/database.ts'
import { getLowestRole } from '#server/roles/role.ts'
import { addUser } from './add-user.ts'

/**
 * Adds somebody who was refused, with one click (US7): as any other addition, which also takes them off the list. Without a
 * role they get the lowest default role, if the caller may give it.
 *
 * @throws not-found; as addUser
 */
export async function addRefusedJoin(
  tx: Tx,
  caller: SessionCaller,
  id: string,
  { roleId, hubIds }: { roleId?: RoleId | undefined; hubIds: HubId[] },
  request: Where,
  now: Date,
): Promise<{ id: MemberId }> {
  const { email, firstName, lastName } = await getRefusedJoinToChange(tx, id)
  const person = {
    email,
    firstName,
    lastName,
    roleId: roleId ?? (await getLowestRole(tx)),
    hubIds,
  }
  const added = await addUser(tx, caller, person, request, now)
  return { id: added.id }
}
