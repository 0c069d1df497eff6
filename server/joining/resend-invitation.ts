import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { getMemberToChange } from '#server/members/member.ts'
import { renewInvitation } from '#server/members/member-status.ts'
import type { Tx } from '#server/platform/database.ts'
import { guardHolder } from '#server/roles/role.ts'
import { findJoiningRules } from './joining-rules.ts'
import { queueWelcome } from './queue-welcome.ts'

/**
 * Sends the mail of an invitation, which gets 7 new days, or of an addition that was never entered, again. What a member has
 * sent stays that member's, and nobody could accept it where members do not invite (US6).
 *
 * @throws not-found, not-in-status, inviting-is-off, owner-protected, more-than-you-hold, too-many-requests within a minute
 */
export async function resendInvitation(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const member = await getMemberToChange(tx, memberId)
  guardHolder(caller, member.role)
  const { status } = member
  if (status !== 'invited' && !(status === 'registering' && !member.firstEnteredAt))
    throw problem('not-in-status')
  const byColleague = status === 'invited' && member.source === 'member-invited'
  if (byColleague && !(await findJoiningRules(tx)).membersMayInvite)
    throw problem('inviting-is-off')
  await refuseFlood(tx, member.id, now)
  if (status === 'invited') await renewInvitation(tx, member.id, now)
  await queueWelcome(
    tx,
    caller,
    {
      identityId: member.identityId,
      email: member.email,
      status,
      ...(byColleague && { byColleague, by: member.addedBy ?? '' }),
    },
    now,
  )
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'invitation.resent', subjectId: member.id },
    now,
  )
}

const coolDownSeconds = 60

/** Whoever may invite must not be able to fill somebody's mailbox. The member's row is locked: one at a time. */
async function refuseFlood(tx: Tx, memberId: MemberId, now: Date): Promise<void> {
  const since = new Date(now.getTime() - coolDownSeconds * 1000)
  const [last] = await tx.query<{ at: Date }>(sql`
    select at from audit_events
    where at > ${since} and action = 'invitation.resent' and subject_id = ${memberId}
    order by at desc limit 1`)
  if (!last) return
  const retryAfterSeconds = Math.ceil((last.at.getTime() - since.getTime()) / 1000)
  throw problem('too-many-requests', {
    retryAfterSeconds,
    detail: 'That mail was sent a moment ago.',
  })
}
