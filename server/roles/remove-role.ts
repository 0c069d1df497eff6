import sql from 'sql-template-tag'
import type { RoleId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdsMore } from './holds-more.ts'
import { findRoleToChange, holdingOf } from './role.ts'

/**
 * Deletes a custom role that nobody has (RP1), neither invited nor suspended people.
 *
 * @throws not-found, default-role, role-in-use, more-than-you-hold
 */
export async function removeRole(
  tx: Tx,
  caller: SessionCaller,
  roleId: RoleId,
  request: Where,
  now: Date,
): Promise<undefined> {
  // Held: whoever gives it away at this moment waits, and then finds it gone.
  const role = await findRoleToChange(tx, roleId)
  if (!role) throw problem('not-found')
  if (role.template) throw problem('default-role')
  if (holdsMore(role, holdingOf(caller))) throw problem('more-than-you-hold')
  if (role.memberCount > 0)
    throw problem('role-in-use', {
      detail: `Members who still have it: ${role.memberCount}. Give them another role first.`,
    })
  await tx.query(sql`delete from roles where id = ${roleId}`)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'role.removed', subjectId: roleId, details: { name: role.name } },
    now,
  )
}
