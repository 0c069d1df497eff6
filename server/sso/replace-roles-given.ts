import sql from 'sql-template-tag'
import type { RoleId } from '#api/common.ts'
import { type FieldError, fieldProblem, Problem, problem } from '#api/problem.ts'
import type { Connection as Shown } from '#api/sso.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Holding, refusalOf } from '#server/roles/holds-more.ts'
import { getRoleToGive, holdingOf } from '#server/roles/role.ts'
import type { Connection } from './connection.ts'
import { roleOfNewcomers } from './role-of-newcomers.ts'

type GroupRoles = Shown['groupRoles']

interface Change {
  groupRoles?: GroupRoles | undefined
  defaultRoleId?: RoleId | null | undefined
  justInTime?: boolean | undefined
  updateAtSignIn?: boolean | undefined
  attributes?: Shown['attributes'] | undefined
}

/**
 * Writes which groups give which roles, and judges whether the caller may give those, and the default role, away (RP5): each
 * that somebody may get who did not until now. Where roles follow the groups at each sign-in, also whom that would take one
 * from. Never Owner.
 *
 * @throws values-refused, owner-protected, more-than-you-hold, each at its field
 */
export async function replaceRolesGiven(
  tx: Tx,
  caller: SessionCaller,
  connection: Connection,
  change: Change,
): Promise<void> {
  const before = await listGroupRoles(tx, connection)
  const after = change.groupRoles ?? before
  refuseTwice(after)
  const wider =
    (change.justInTime === true && !connection.justInTime) ||
    (change.updateAtSignIn === true && !connection.updateAtSignIn) ||
    (change.attributes !== undefined && change.attributes.groups !== connection.attributes.groups)
  const kept = wider ? 0 : samePrefix(before, after)
  for (const [index, { roleId }] of after.entries())
    if (index >= kept) await judge(tx, caller, roleId, `#/groupRoles/${index}/roleId`)
  if (kept < after.length && (change.updateAtSignIn ?? connection.updateAtSignIn))
    await guardHolders(tx, caller)
  const given = await roleOfNewcomers(tx, { ...connection, ...known(change) })
  if (given && (wider || given !== (await roleOfNewcomers(tx, connection))))
    await judge(tx, caller, given, '#/defaultRoleId')
  if (change.groupRoles) await replace(tx, connection, after)
}

const known = ({ defaultRoleId, justInTime }: Change) => ({
  ...(defaultRoleId !== undefined && { defaultRoleId }),
  ...(justInTime !== undefined && { justInTime }),
})

/** Giving somebody another role takes theirs: nobody takes more than they hold (RP5). Owners keep theirs whatever a provider says. */
async function guardHolders(tx: Tx, caller: SessionCaller): Promise<void> {
  const held = await tx.query<Holding>(sql`
    select r.template, r.permissions, r.restrictions from roles r
    where r.template is distinct from 'owner' and exists (select from members m where m.role_id = r.id)`)
  for (const role of held) {
    const refusal = refusalOf(holdingOf(caller), role)
    if (refusal) throw problem(refusal, { detail: takesRoles })
  }
}

const takesRoles =
  'People who hold more than you would get another role when they sign in: somebody who holds as much must do that.'

const listGroupRoles = (tx: Tx, { id }: Connection) =>
  tx.query<GroupRoles[number]>(sql`
    select group_name as "group", role_id as "roleId" from connection_group_roles
    where connection_id = ${id} order by position`)

/** The first group that somebody is in decides: whatever stands behind a change may reach other people than before. */
function samePrefix(before: GroupRoles, after: GroupRoles): number {
  const first = after.findIndex(
    ({ group, roleId }, index) =>
      before[index]?.group !== group || before[index]?.roleId !== roleId,
  )
  return first < 0 ? after.length : first
}

function refuseTwice(groupRoles: GroupRoles): void {
  const errors = groupRoles.flatMap(({ group }, index): FieldError[] =>
    groupRoles.findIndex((other) => other.group === group) < index
      ? [{ pointer: `#/groupRoles/${index}/group`, detail: 'stands here already', code: 'twice' }]
      : [],
  )
  if (errors.length > 0) throw problem('values-refused', { errors })
}

async function judge(tx: Tx, caller: SessionCaller, roleId: RoleId, pointer: string) {
  const role = await getRoleToGive(tx, caller, roleId).catch((error: unknown) => {
    if (!(error instanceof Problem)) throw error
    const [{ detail, code } = { detail: '', code: undefined }] = error.extra.errors ?? []
    throw fieldProblem(error.type, pointer, detail, code)
  })
  if (role.template === 'owner')
    throw fieldProblem(
      'owner-protected',
      pointer,
      'No identity provider makes somebody an owner.',
      'owner-protected',
    )
}

async function replace(tx: Tx, { id, organizationId }: Connection, groupRoles: GroupRoles) {
  await tx.query(sql`delete from connection_group_roles where connection_id = ${id}`)
  await tx.query(sql`
    insert into connection_group_roles (organization_id, connection_id, position, group_name, role_id)
    select ${organizationId}, ${id}, position, group_name, role_id
    from unnest(${groupRoles.map(({ group }) => group)}::text[], ${groupRoles.map(({ roleId }) => roleId)}::uuid[])
      with ordinality as given (group_name, role_id, position)`)
}
