import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { getProfile, type Profile, type ProfileChange, writeProfile } from './profile.ts'

/** Changes the caller's own profile, in this organization only (PR1); what is left out stays. */
export async function updateMyProfile(
  tx: Tx,
  caller: SessionCaller,
  change: ProfileChange,
  request: Where,
  now: Date,
): Promise<Profile> {
  await writeProfile(tx, caller, change)
  const fields = Object.keys(change)
  if (fields.length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'profile.updated', subjectId: caller.memberId, details: { fields } },
      now,
    )
  return getProfile(tx, caller)
}
