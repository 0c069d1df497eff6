import sql from 'sql-template-tag'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { getProfile, type Profile } from './profile.ts'

type Change = { [K in keyof Profile]?: Profile[K] | undefined }

/** Changes the caller's own profile, in this organization only (PR1); what is left out stays. */
export async function updateMyProfile(
  tx: Tx,
  caller: SessionCaller,
  change: Change,
  request: Where,
  now: Date,
): Promise<Profile> {
  await tx.query(sql`update members set
      first_name = coalesce(${change.firstName ?? null}, first_name),
      last_name = coalesce(${change.lastName ?? null}, last_name),
      title = coalesce(${change.title ?? null}, title),
      phone = coalesce(${change.phone ?? null}, phone),
      language = case when ${change.language === undefined}::boolean then language else ${change.language ?? null} end,
      time_zone = case when ${change.timeZone === undefined}::boolean then time_zone else ${change.timeZone ?? null} end
    where id = ${caller.memberId}`)
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
