import sql from 'sql-template-tag'
import type { Organization } from '#api/organizations.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { getOrganization } from './get-organization.ts'

type Change = {
  [K in 'name' | 'language' | 'currency' | 'timeZone']?: Organization[K] | undefined
}

/** Changes settings of the caller's organization (OR1); what is left out stays. */
export async function updateOrganization(
  tx: Tx,
  caller: SessionCaller,
  change: Change,
  request: Where,
  now: Date,
): Promise<Organization> {
  await tx.query(sql`update organizations set
      name = coalesce(${change.name ?? null}, name),
      language = coalesce(${change.language ?? null}, language),
      currency = coalesce(${change.currency ?? null}, currency),
      time_zone = coalesce(${change.timeZone ?? null}, time_zone)
    where id = ${caller.organizationId}`)
  if (Object.keys(change).length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'organization.updated', subjectId: caller.organizationId, details: change },
      now,
    )
  return getOrganization(tx)
}
