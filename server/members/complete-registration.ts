import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { setHomeOnce, showEmail } from '#server/identities/identity.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { register } from './member-status.ts'
import { getProfile, type Profile } from './profile.ts'

/**
 * Finishes the caller's registration here (PR2). The first organization in which somebody with a proved mailbox does so
 * becomes their home.
 *
 * @throws not-in-status
 */
export async function completeRegistration(
  tx: Tx,
  caller: SessionCaller,
  name: { firstName: string; lastName: string },
  request: Where,
  now: Date,
): Promise<Profile> {
  if (!(await register(tx, caller.memberId, name, now))) throw problem('not-in-status')
  // Identities lie outside every organization; this writes the caller's own and nothing else.
  await unconfined(tx, async () => {
    await setHomeOnce(tx, caller.identityId, caller.organizationId)
    // Who was added by an address that they have just given up shows the new one from their own coming on (PW6).
    await showEmail(tx, caller.identityId)
  })
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'user.registered', subjectId: caller.memberId },
    now,
  )
  return getProfile(tx, caller)
}
