import sql from 'sql-template-tag'
import type { RoleId } from '#api/common.ts'
import { type SecondFactor, secondFactors } from '#api/door.ts'
import { permissions, type Restriction } from '#api/permissions.ts'
import { type FieldError, fieldProblem, problem } from '#api/problem.ts'
import type { Role } from '#api/roles.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import type { Tx } from '#server/platform/database.ts'
import { heldBeyond, holdsMore } from './holds-more.ts'
import { findRoleToChange, getRole, holdingOf } from './role.ts'

interface Change {
  name?: string | undefined
  permissions?: string[] | undefined
  restrictions?: Restriction[] | undefined
  secondFactor?: SecondFactor | undefined
  singleSession?: boolean | undefined
}

/**
 * Renames a custom role, or replaces what a role permits, restricts and demands at the door: never one's own, never one that holds more than
 * the caller, never to more than the caller holds (RP5). A name that is taken violates `roles_name`.
 *
 * @throws not-found, default-role, own-role, more-than-you-hold, values-refused
 */
export async function updateRole(
  tx: Tx,
  caller: SessionCaller,
  roleId: RoleId,
  change: Change,
  request: Where,
  now: Date,
): Promise<Role> {
  const role = await findRoleToChange(tx, roleId)
  if (!role) throw problem('not-found')
  const next = {
    name: change.name ?? role.name,
    permissions: [...new Set(change.permissions ?? role.permissions)],
    restrictions: [...new Set(change.restrictions ?? role.restrictions)],
    secondFactor: change.secondFactor ?? role.secondFactor,
    singleSession: change.singleSession ?? role.singleSession,
  }
  if (role.template === 'owner')
    throw problem('default-role', { detail: 'What Owner permits is fixed.' })
  if (role.template && next.name !== role.name)
    throw fieldProblem('default-role', '#/name', 'A default role keeps its name.', 'default-role')
  if (role.id === caller.role.id)
    throw problem('own-role', { detail: 'Nobody edits the role that they have.' })
  if (holdsMore(role, holdingOf(caller))) throw problem('more-than-you-hold')
  await refuseUnknown(tx, change.permissions ?? [])
  refuseBeyond(caller, change, next)
  refuseLifting(await getRole(tx, caller.role.id), role, next)

  await tx.query(sql`update roles set name = ${next.name}, permissions = ${next.permissions}, restrictions = ${next.restrictions},
      second_factor = ${next.secondFactor}, single_session = ${next.singleSession}
    where id = ${roleId}`)
  const details = differences(role, next)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'role.updated', subjectId: roleId, details },
    now,
  )
  return getRole(tx, roleId)
}

/** The catalogue, and the custom modules of this organization; those of another are as unknown as garbage. */
async function refuseUnknown(tx: Tx, asked: readonly string[]) {
  const modules = asked.some((permission) => permission.startsWith('custom_module:'))
    ? await tx.query<{ permission: string }>(
        sql`select 'custom_module:' || id as permission from custom_modules`,
      )
    : []
  const known = new Set<string>([...permissions, ...modules.map((module) => module.permission)])
  const errors = asked.flatMap((permission, at): FieldError[] =>
    known.has(permission)
      ? []
      : [{ pointer: `#/permissions/${at}`, detail: 'is not a permission', code: 'unknown' }],
  )
  if (errors.length > 0) throw problem('values-refused', { errors })
}

function refuseBeyond(
  caller: SessionCaller,
  change: Change,
  next: Pick<Role, 'permissions' | 'restrictions'>,
) {
  const beyond = heldBeyond({ template: null, ...next }, holdingOf(caller))
  const code = 'more-than-you-hold'
  const errors: FieldError[] = beyond.permissions.map((permission) => ({
    pointer: `#/permissions/${change.permissions?.indexOf(permission) ?? 0}`,
    detail: 'You do not hold this yourself.',
    code,
  }))
  if (beyond.restrictions.length > 0)
    errors.push({
      pointer: '#/restrictions',
      detail: 'You are under this restriction yourself.',
      code,
    })
  if (errors.length > 0) throw problem(code, { errors })
}

type Demands = Pick<Role, 'secondFactor' | 'singleSession'>

/**
 * RP5: lifting counts as granting, so nobody lowers what a role demands at the door below what their own role demands of
 * them. That a role demands less than mine gives its holders no power over anything, so unlike permissions and restrictions
 * it counts for nothing in `holdsMore`: else an Admin under an authenticator could not manage Planners without one.
 */
function refuseLifting(mine: Demands, before: Demands, after: Demands) {
  const strength = ({ secondFactor }: Demands) => secondFactors.indexOf(secondFactor)
  const code = 'more-than-you-hold'
  const detail = 'Your own role is under this demand.'
  const errors: FieldError[] = []
  if (strength(after) < strength(before) && strength(after) < strength(mine))
    errors.push({ pointer: '#/secondFactor', detail, code })
  if (before.singleSession && !after.singleSession && mine.singleSession)
    errors.push({ pointer: '#/singleSession', detail, code })
  if (errors.length > 0) throw problem(code, { errors })
}

const differences = (before: Change, after: Role | Required<Change>) => ({
  ...changed(before, {
    name: after.name,
    secondFactor: after.secondFactor,
    singleSession: after.singleSession,
  }),
  granted: after.permissions?.filter((permission) => !before.permissions?.includes(permission)),
  taken: before.permissions?.filter((permission) => !after.permissions?.includes(permission)),
  restricted: after.restrictions?.filter(
    (restriction) => !before.restrictions?.includes(restriction),
  ),
  lifted: before.restrictions?.filter((restriction) => !after.restrictions?.includes(restriction)),
})
