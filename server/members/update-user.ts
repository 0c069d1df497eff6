import sql from 'sql-template-tag'
import type { HubId, MemberId, RoleId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import { replaceHubsOf } from '#server/hubs/hub-access.ts'
import type { Tx } from '#server/platform/database.ts'
import { getRoleToGive, guardHolder } from '#server/roles/role.ts'
import { getMemberToChange, type Member } from './member.ts'

interface Change {
  firstName?: string | undefined
  lastName?: string | undefined
  title?: string | undefined
  phone?: string | undefined
  /** Null: none. */
  employeeId?: string | null | undefined
  roleId?: RoleId | undefined
  hubIds?: HubId[] | undefined
}

/**
 * Changes role, hubs or profile of a member; what is left out stays. The e-mail address is the person's own (PW6).
 *
 * @throws not-found, owner-protected, more-than-you-hold, own-role, values-refused, also where somebody else has the employee id;
 * last-owner at commit
 */
export async function updateUser(
  tx: Tx,
  caller: Acting,
  memberId: MemberId,
  change: Change,
  request: Where | null,
  now: Date,
): Promise<void> {
  const member = await getMemberToChange(tx, memberId)
  guardHolder(caller, member.role)
  const roleId = change.roleId?.toLowerCase() === member.roleId ? undefined : change.roleId
  if (roleId) {
    if (member.id === caller.memberId) throw problem('own-role')
    await getRoleToGive(tx, caller, roleId)
  }
  const before = await findChangeable(tx, member)
  await tx.query(sql`update members set
      first_name = coalesce(${change.firstName ?? null}, first_name),
      last_name = coalesce(${change.lastName ?? null}, last_name),
      title = coalesce(${change.title ?? null}, title),
      phone = coalesce(${change.phone ?? null}, phone),
      employee_id = case when ${change.employeeId === undefined} then employee_id else ${change.employeeId ?? null} end,
      role_id = coalesce(${roleId ?? null}, role_id)
    where id = ${member.id}`)
  if (change.hubIds) await replaceHubsOf(tx, caller.organizationId, member.id, change.hubIds)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'user.updated', subjectId: member.id, details: told(before, { ...change, roleId }) },
    now,
  )
}

const findChangeable = async (tx: Tx, member: Member): Promise<Change> => {
  const [row] = await tx.query<Change>(sql`
    select title, phone, employee_id as "employeeId",
      array(select hub_id from member_hubs where member_id = m.id order by hub_id) as "hubIds"
    from members m where m.id = ${member.id}`)
  const { firstName, lastName, roleId } = member
  return { ...row, firstName, lastName, roleId }
}

/** What was given, also where it was so before: undoing a change of many asks whom somebody else has touched since. */
function told(before: Change, change: Change) {
  const hubIds = change.hubIds && [...new Set(change.hubIds)].toSorted()
  return { ...change, before: changed(before, { ...change, hubIds }).before }
}
