import sql from 'sql-template-tag'
import type { HubId, MemberId, RoleId } from '#api/common.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { addAuditEvent } from '#server/audit/add-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { mailOwners } from '#server/door/mail-owners.ts'
import { addIdentity } from '#server/identities/identity.ts'
import { createFirstPasswordLink, linkExpiry } from '#server/identities/password-link.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { addMember } from '#server/members/add-member.ts'
import { standingOf } from '#server/members/may-join.ts'
import { removeInvitation } from '#server/members/member-status.ts'
import { replaceRole } from '#server/members/replace-role.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'

interface AddedOwner {
  /** `unchanged`: was one already. */
  result: 'added' | 'role-changed' | 'unchanged'
  memberId: MemberId
  /** Of the link for a first password, where it is not mailed; null: they sign in as before. */
  token: string | null
}

/**
 * Makes somebody an owner from the command line (OP4), whoever they are there: the way out for an organization whose owners are
 * all gone or cannot enter. The other owners are told. Runs confined to the organization, which is active.
 */
export async function addOwnerByCommand(
  tx: Tx,
  { email, printLink }: { email: string; printLink: boolean },
  now: Date,
): Promise<AddedOwner | 'suspended'> {
  const organization = await getOrganization(tx)
  const ownerRoleId = await getOwnerRole(tx)
  // Identities lie outside every organization.
  const identity = await unconfined(tx, () => addIdentity(tx, email, now))
  const [row] = await tx.query<Row>(sql`
    select id, status, source, role_id as "roleId", invitation_expires_at as "invitationExpiresAt" from members
    where identity_id = ${identity.id} for update`)
  const standing = standingOf(row ?? null, now)
  if (standing === 'suspended') return 'suspended'
  const stays = ['active', 'registering', 'invited'].includes(standing)
  if (row && stays && row.roleId === ownerRoleId)
    return { result: 'unchanged', memberId: row.id, token: null }

  const operator = { organizationId: organization.id, memberId: null }
  const { name: organizationName, slug, language, timeZone } = organization
  await mailOwners(tx, null, 'owner-added', (owner) => ({ ...owner, who: email }))
  if (row && stays) {
    await replaceRole(tx, row.id, ownerRoleId)
    const details = { roleId: ownerRoleId, by: 'operator' }
    const event = { action: 'user.updated', subjectId: row.id, details }
    await addAuditEvent(tx, operator, fromCommand(), event, now)
    return { result: 'role-changed', memberId: row.id, token: null }
  }

  if (row) await removeInvitation(tx, row.id)
  const hubs = await tx.query<{ id: HubId }>(sql`select id from hubs`)
  const person = { email, roleId: ownerRoleId, hubIds: hubs.map(({ id }) => id) }
  const memberId = await addMember(
    tx,
    organization.id,
    identity.id,
    person,
    { status: 'registering', addedBy: null },
    now,
  )
  const details = { email, roleId: ownerRoleId, by: 'operator' }
  const event = { action: 'user.added', subjectId: memberId, details }
  await addAuditEvent(tx, operator, fromCommand(), event, now)
  const token = await unconfined(tx, () =>
    createFirstPasswordLink(tx, identity.id, organization.id, now),
  )
  const to = identity.email
  const values = { organizationName, slug, addedBy: '' }
  if (token === null) await queueMail(tx, { to, language, template: 'added', values })
  else if (!printLink)
    await queueMail(tx, {
      to,
      language,
      template: 'set-password',
      values: { ...values, timeZone, token, expiresAt: linkExpiry('first', now).toISOString() },
    })
  return { result: 'added', memberId, token: printLink ? token : null }
}

interface Row {
  id: MemberId
  status: MemberStatus
  source: string
  roleId: RoleId
  invitationExpiresAt: Date | null
}

async function getOwnerRole(tx: Tx): Promise<RoleId> {
  const [role] = await tx.query<{ id: RoleId }>(sql`select id from roles where template = 'owner'`)
  if (!role) throw new Error('an organization has no Owner role')
  return role.id
}
