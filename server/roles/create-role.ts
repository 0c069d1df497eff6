import sql from 'sql-template-tag'
import type { RoleId } from '#api/common.ts'
import { fieldProblem } from '#api/problem.ts'
import type { Role } from '#api/roles.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdsMore } from './holds-more.ts'
import { findRoleToChange, getRole, holdingOf } from './role.ts'

/**
 * Creates a custom role, empty or with another one's set (RP1), never more than the caller holds (RP5): so an empty one
 * starts under the restrictions of its maker, and under what the maker's role demands at the door. A name that is taken violates `roles_name`.
 *
 * @throws values-refused, more-than-you-hold, both at #/copyFromRoleId
 */
export async function createRole(
  tx: Tx,
  caller: SessionCaller,
  role: { name: string; copyFromRoleId?: RoleId | undefined },
  request: Where,
  now: Date,
): Promise<Role> {
  const start = role.copyFromRoleId
    ? await getStart(tx, caller, role.copyFromRoleId)
    : { permissions: [], restrictions: [...caller.restrictions] }
  const [created] = await tx.query<{ id: RoleId }>(sql`
    insert into roles (organization_id, name, permissions, restrictions, second_factor, single_session)
    select ${caller.organizationId}, ${role.name}, ${start.permissions}, ${start.restrictions}, second_factor, single_session
    from roles where id = ${role.copyFromRoleId ?? caller.role.id}
    returning id`)
  if (!created) throw new Error('a role was not made')
  const details = {
    name: role.name,
    permissions: start.permissions,
    restrictions: start.restrictions,
  }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'role.created', subjectId: created.id, details },
    now,
  )
  return getRole(tx, created.id)
}

async function getStart(tx: Tx, caller: SessionCaller, roleId: RoleId): Promise<Role> {
  const role = await findRoleToChange(tx, roleId)
  if (!role)
    throw fieldProblem(
      'values-refused',
      '#/copyFromRoleId',
      'is not a role of this organization',
      'unknown',
    )
  if (holdsMore({ ...role, template: null }, holdingOf(caller)))
    throw fieldProblem(
      'more-than-you-hold',
      '#/copyFromRoleId',
      'This role holds more than you do.',
      'more-than-you-hold',
    )
  return role
}
