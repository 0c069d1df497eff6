import sql from 'sql-template-tag'
import type { HubId, MemberId } from '#api/common.ts'
import type { UserChange, UserFilter } from '#api/members.ts'
import type { Operation } from '#api/operations.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { startOperation } from '#server/operations/start-operation.ts'
import type { Tx } from '#server/platform/database.ts'
import { getRoleToGive } from '#server/roles/role.ts'
import { permissionToChange, type UserChangeInput } from './user-change.ts'

interface Wanted {
  which: { memberIds: MemberId[] } | { filter: UserFilter }
  change: UserChange
}

/**
 * Begins to change many members in the background, those named or all whom a filter finds; each is judged as if alone. What
 * would be refused for every one of them is refused here.
 *
 * @throws not-permitted, too-many; values-refused, owner-protected and more-than-you-hold at #/change/…
 */
export async function changeUsers(
  tx: Tx,
  caller: Acting,
  { which, change }: Wanted,
  request: Where,
  now: Date,
): Promise<Operation> {
  if (!caller.permissions.has(permissionToChange[change.kind])) throw problem('not-permitted')
  if (change.kind === 'role') await getRoleToGive(tx, caller, change.roleId, '#/change/roleId')
  if (change.kind === 'hubs') await refuseUnknownHubs(tx, change)
  const { id, ip, userAgent } = request
  const input: UserChangeInput = { which, change, request: { id, ip, userAgent } }
  const undoable = change.kind !== 'remove'
  return startOperation(tx, caller, { kind: 'user-change', input, undoable }, now)
}

async function refuseUnknownHubs(tx: Tx, { add, remove }: { add: HubId[]; remove: HubId[] }) {
  const named = [...add, ...remove]
  const rows = await tx.query<{ id: HubId }>(
    sql`select id from hubs where id = any(${named}::uuid[])`,
  )
  const known = new Set<string>(rows.map(({ id }) => id))
  const wrong = named.findIndex((id) => !known.has(id.toLowerCase()))
  if (wrong < 0) return
  const place = wrong < add.length ? `add/${wrong}` : `remove/${wrong - add.length}`
  throw fieldProblem(
    'values-refused',
    `#/change/${place}`,
    'is not a hub of this organization',
    'unknown',
  )
}
