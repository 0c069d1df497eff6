import sql from 'sql-template-tag'
import type { MemberId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { sees, sightOf } from '#server/door/sight.ts'
import { holdPerson } from '#server/members/hold-person.ts'
import { endDeletion, stopOrganization } from '#server/organizations/deletion.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { tellOfDeletion } from './tell-of-deletion.ts'

/**
 * Keeps an organization that is being deleted, as an owner of it may until erasing begins (OR2). All is as it was, but for the
 * sessions. Comes unconfined.
 *
 * @throws not-found for whatever is not theirs to keep, fresh-evidence-required
 */
export async function undoOrganizationDeletion(
  tx: Tx,
  asking: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  // Held before it is read: nobody takes the role, or the row, from them in between.
  await holdPerson(tx, asking.identityId)
  const caller = await holdCaller(tx, asking)
  const [mine] = await tx.query<{ organizationId: OrganizationId }>(sql`
    select organization_id as "organizationId" from own_rows(${memberId})
    where organization_status = 'deleting' and deleting_until is not null and template = 'owner' and status = 'active'`)
  if (!mine || !sees(sightOf(caller), mine.organizationId)) throw problem('not-found')
  requireFreshEvidence(caller, now)
  const { organizationId } = mine
  // Once more: whoever was just entering when it began.
  await stopOrganization(tx, organizationId, now)
  await confine(tx, organizationId)
  if (!(await endDeletion(tx, organizationId, now))) throw problem('not-found')
  const event = { action: 'organization.deletion-undone', subjectId: organizationId }
  await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
  const [me] = await tx.query<{ by: string }>(sql`
    select coalesce(nullif(btrim(first_name || ' ' || last_name), ''), email) as by from members where id = ${memberId}`)
  await tellOfDeletion(tx, { what: 'undone', until: null, by: me?.by ?? '' })
}
