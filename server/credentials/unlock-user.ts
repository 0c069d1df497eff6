import type { MemberId } from '#api/common.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { unlockIdentity } from '#server/identities/unlock.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { getPersonAtHome } from './person-at-home.ts'

/**
 * Ends the wait after failed attempts of a member whose home this is, never the cap of a day (LG8).
 *
 * @throws not-found, yourself, owner-protected, more-than-you-hold, home-elsewhere
 */
export async function unlockUser(
  tx: Tx,
  secretKey: Buffer,
  caller: SessionCaller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  const { id, identityId, email } = await getPersonAtHome(tx, caller, memberId)
  // Counters lie in the identity plane, and are this person's own.
  await unconfined(tx, async () => {
    await unlockIdentity(tx, secretKey, { id: identityId, email })
    await addIdentityEvent(tx, identityId, 'unlocked', request, now)
  })
  await addAuditEvent(tx, caller, request, { action: 'user.unlocked', subjectId: id }, now)
}
