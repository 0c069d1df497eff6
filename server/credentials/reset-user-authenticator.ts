import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { findAuthenticator } from '#server/door/authenticator.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { mailAuthenticatorReset } from './mail-authenticator-reset.ts'
import { getPersonAtHome } from './person-at-home.ts'
import { refuseMailFlood } from './refuse-mail-flood.ts'

/**
 * Begins to remove the lost authenticator of a member whose home this is (DR4): nothing changes before the person has
 * confirmed it from their mailbox.
 *
 * @throws not-found, yourself, owner-protected, more-than-you-hold, home-elsewhere, not-enrolled, too-many-requests
 */
export async function resetUserAuthenticator(
  tx: Tx,
  caller: SessionCaller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const member = await getPersonAtHome(tx, caller, memberId)
  const { identityId, email } = member
  // Authenticators and links lie in the identity plane, and are this person's own.
  await unconfined(tx, async () => {
    if (!(await findAuthenticator(tx, identityId))) throw problem('not-enrolled')
    await refuseMailFlood(tx, identityId, 'authenticator', now)
    await mailAuthenticatorReset(tx, { identityId, email }, caller, now)
  })
  const event = { action: 'user.authenticator_reset_started', subjectId: member.id }
  await addAuditEvent(tx, caller, request, event, now)
}
