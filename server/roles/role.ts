import sql from 'sql-template-tag'
import type { RoleId } from '#api/common.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Role } from '#api/roles.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Holding, permissionsOf, refusalOf } from './holds-more.ts'

/** What a role is shown with, from `roles r`. */
export const roleColumns = sql`r.id, r.name, r.template, r.permissions, r.restrictions, r.second_factor as "secondFactor",
  r.single_session as "singleSession",
  (select count(*) from members m where m.organization_id = r.organization_id and m.role_id = r.id) as "memberCount"`

/** A role as the database holds it, with all that it permits. */
export const readRole = (row: Role): Role => ({ ...row, permissions: [...permissionsOf(row)] })

/** @throws not-found, also for a role of another organization */
export async function getRole(tx: Tx, roleId: RoleId): Promise<Role> {
  const [row] = await tx.query<Role>(sql`select ${roleColumns} from roles r where r.id = ${roleId}`)
  if (!row) throw problem('not-found')
  return readRole(row)
}

/** The same, held until the transaction ends, for whoever is about to change it or to start another from it. */
export async function findRoleToChange(tx: Tx, roleId: RoleId): Promise<Role | null> {
  await tx.query(sql`select from roles where id = ${roleId} for update`)
  const [row] = await tx.query<Role>(sql`select ${roleColumns} from roles r where r.id = ${roleId}`)
  return row ? readRole(row) : null
}

/** The role of those for whom nobody has chosen one: the lowest default role (US6). */
export async function getLowestRole(tx: Tx): Promise<RoleId> {
  const [row] = await tx.query<{ id: RoleId }>(
    sql`select id from roles where template = 'field_user'`,
  )
  if (!row) throw new Error('an organization without its default roles')
  return row.id
}

/** What a caller holds. */
export const holdingOf = (
  caller: Pick<Acting, 'role' | 'permissions' | 'restrictions'>,
): Holding => ({
  template: caller.role.template,
  permissions: caller.permissions,
  restrictions: caller.restrictions,
})

/**
 * RP5 and US9: refuses whoever would touch a member with this role, and holds less.
 *
 * @throws owner-protected, more-than-you-hold
 */
export function guardHolder(caller: Acting, role: Holding): void {
  const refusal = refusalOf(holdingOf(caller), role)
  if (refusal) throw problem(refusal)
}

type GivenRole = Pick<Role, 'id' | 'name' | 'template' | 'permissions' | 'restrictions'>

/**
 * Finds the role that a caller is about to give away.
 *
 * @throws values-refused, owner-protected, more-than-you-hold, all at `pointer`
 */
export async function getRoleToGive(
  tx: Tx,
  caller: Acting,
  roleId: RoleId,
  pointer = '#/roleId',
): Promise<GivenRole> {
  // Not how many have it: counting those would cost more than all the rest.
  const [row] = await tx.query<GivenRole>(
    sql`select r.id, r.name, r.template, r.permissions, r.restrictions from roles r where r.id = ${roleId}`,
  )
  if (!row) throw unknownRole(pointer)
  const refusal = refusalOf(holdingOf(caller), row)
  if (refusal === 'owner-protected')
    throw fieldProblem(refusal, pointer, 'Only owners make somebody an owner.', refusal)
  if (refusal) throw fieldProblem(refusal, pointer, 'This role holds more than you do.', refusal)
  return row
}

const unknownRole = (pointer = '#/roleId') =>
  fieldProblem('values-refused', pointer, 'is not a role of this organization', 'unknown')

/** A role that was deleted while it was being given away. */
export const givenRoleViolations = { members_organization_id_role_id_fkey: () => unknownRole() }

/** Names are unique in any case (RP1): of two who take one at once, the second is told. */
export const roleViolations = {
  roles_name: () => fieldProblem('name-taken', '#/name', 'Another role has this name.', 'taken'),
}
