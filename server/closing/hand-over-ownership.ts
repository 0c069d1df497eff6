import sql from 'sql-template-tag'
import type { MemberId, RoleId } from '#api/common.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { keepAnOwnerIn } from '#server/door/keep-an-owner-in.ts'
import { mailOwners } from '#server/door/mail-owners.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { replaceRole } from '#server/members/replace-role.ts'
import type { Tx } from '#server/platform/database.ts'
import { getRoleToGive } from '#server/roles/role.ts'
import { holdOwner } from './hold-owner.ts'

/**
 * Makes another active member an owner and gives the caller another role, in one step (OR3): the only way in which somebody's
 * own role changes by themselves. Refused where no owner could enter afterwards, as the policy stands. Both are told, and all
 * other owners. Runs confined.
 *
 * @throws owners-only, fresh-evidence-required, yourself, not-found, not-in-status, values-refused at #/roleId,
 *   policy-locks-out
 */
export async function handOverOwnership(
  tx: Tx,
  caller: SessionCaller,
  wish: { memberId: MemberId; roleId: RoleId },
  request: Where,
  now: Date,
): Promise<undefined> {
  // In order, so that two who hand over to each other at once wait for one another in turn.
  await tx.query(sql`select from members where id = any(${[caller.memberId, wish.memberId]}::uuid[])
    order by id for no key update`)
  await holdOwner(tx, caller, now)
  const target = await getMemberToChange(tx, wish.memberId)
  if (target.id === caller.memberId) throw problem('yourself')
  if (target.status !== 'active')
    throw problem('not-in-status', { detail: 'Only an active member can be an owner.' })
  const role = await getRoleToGive(tx, caller, wish.roleId)
  if (role.template === 'owner')
    throw fieldProblem('values-refused', '#/roleId', 'is to be another role than Owner', 'owner')

  const ownerRole = caller.role.id
  await keepAnOwnerIn(tx, caller.organizationId, now, {
    write: async () => {
      await replaceRole(tx, target.id, ownerRole)
      await replaceRole(tx, caller.memberId, role.id)
    },
    detail:
      'As the sign-in policy stands, no owner could enter any more: they have to set up first what it demands.',
  })
  const details = { role: role.name }
  const event = { action: 'ownership.handed-over', subjectId: target.id, details }
  await addAuditEvent(tx, caller, request, event, now)

  const to = `${target.firstName} ${target.lastName}`.trim() || target.email
  const said = { from: nameOf(caller), to }
  await mailOwners(tx, null, 'ownership-handed-over', (owner) => ({ ...owner, ...said }))
  const { name: organizationName, slug, language } = caller.organization
  await queueMail(tx, {
    to: caller.email,
    template: 'ownership-handed-over',
    language: caller.language ?? language,
    values: { organizationName, slug, ...said },
  })
}
