import sql from 'sql-template-tag'
import type { IdentityId, OrganizationId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * An organization's provider has named somebody without being believed: they are told, and so is their home where that is
 * another organization, but never which one it was (PR4). Once in ten minutes, however often it tries. Of nobody it tells
 * nothing, by the same statements, so that the time does not tell whose address there is. Runs unconfined.
 */
export async function tellPerson(
  tx: Tx,
  identityId: IdentityId | null,
  by: OrganizationId | null,
  request: Where,
  now: Date,
): Promise<void> {
  const [row] = await tx.query<{ told: boolean; elsewhere: boolean }>(sql`
    select exists (select from identity_events where identity_id = ${identityId} and event = 'sso-not-believed'
        and at > ${now}::timestamptz - interval '10 minutes') as told,
      home_of(${identityId}) is distinct from ${by}::uuid as elsewhere`)
  if (!row || row.told) return
  await addIdentityEvent(tx, identityId, 'sso-not-believed', request, now)
  if (row.elsewhere)
    await addHomeAuditEvent(tx, identityId, request, { action: 'sso.not-believed' }, now)
}
