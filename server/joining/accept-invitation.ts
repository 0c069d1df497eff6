import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { MemberStatus } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireOwnProof } from '#server/door/fresh-evidence.ts'
import { mayJoin, notedAs, standingOf } from '#server/members/may-join.ts'
import { acceptAs } from '#server/members/member-status.ts'
import { noteRefusedJoin } from '#server/members/refused-join.ts'
import { isRegisteredElsewhere } from '#server/members/registered-elsewhere.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { findJoiningRules } from './joining-rules.ts'
import { refusalOf } from './judge-newcomer.ts'
import { confineToOwnRow } from './own-row.ts'

interface Invitation {
  status: MemberStatus
  source: string
  invitationExpiresAt: Date | null
  email: string
  firstName: string
  lastName: string
}

/**
 * Accepts an invitation of the caller's own, in time (US5); entering it is a switch. Of two at once the second finds none. A
 * colleague's invitation lets nobody in who is registered elsewhere (US7): returned, so that administrators find them in
 * their list.
 *
 * @throws fresh-evidence-required, not-found; returns join-refused
 */
export async function acceptInvitation(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined | Problem> {
  requireOwnProof(caller)
  const organizationId = await confineToOwnRow(tx, memberId)
  const invitation = await holdInvitation(tx, memberId)
  const standing = standingOf(invitation, now)
  const decision = await judge(tx, caller, organizationId, invitation, now)
  if (decision === 'join') {
    if (!(await acceptAs(tx, memberId, caller.identityId, now))) throw problem('not-found')
    const event = { action: 'invitation.accepted', subjectId: memberId }
    return addAuditEvent(
      tx,
      { organizationId, memberId },
      request,
      event,
      now,
    ) as Promise<undefined>
  }
  if (decision === 'nothing-here') throw problem('not-found')
  const reason = notedAs(decision, standing)
  if (reason !== null && invitation) {
    const { email, firstName, lastName } = invitation
    const refused = {
      organizationId,
      email,
      firstName,
      lastName,
      path: 'member-invites',
      reason,
    } as const
    await noteRefusedJoin(tx, refused, now)
    const event = { action: 'join.refused', subjectId: memberId, details: { email, reason } }
    await addAuditEvent(tx, { organizationId, memberId: null }, request, event, now)
  }
  return refusalOf(decision)
}

async function holdInvitation(tx: Tx, memberId: MemberId): Promise<Invitation | null> {
  const [row] = await tx.query<Invitation>(sql`
    select status, source, invitation_expires_at as "invitationExpiresAt", email, first_name as "firstName", last_name as "lastName"
    from members where id = ${memberId} for no key update`)
  return row ?? null
}

async function judge(
  tx: Tx,
  { identityId, email }: Caller,
  organizationId: OrganizationId,
  invitation: Invitation | null,
  now: Date,
) {
  const standing = standingOf(invitation, now)
  if (invitation?.source !== 'member-invited') return mayJoin('accepts-invitation', { standing })
  const { membersMayInvite } = await findJoiningRules(tx)
  const registeredElsewhere = await unconfined(tx, () =>
    isRegisteredElsewhere(tx, { identityId, email }, organizationId, now),
  )
  const place = membersMayInvite ? 'open' : 'way-off'
  return mayJoin('accepts-member-invitation', { standing, registeredElsewhere, place })
}
