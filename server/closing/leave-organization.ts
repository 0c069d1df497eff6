import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireOwnProof } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { startChoosing } from '#server/sessions/start-choosing.ts'
import { removeMember } from './remove-member.ts'

/**
 * Leaves the organization that the caller is in, for good; their identity stays, and their log-in goes on outside (US10). If
 * it was their home they have none, until they name another (PW5). Comes and goes unconfined.
 *
 * @throws fresh-evidence-required, not-signed-in where they were taken out meanwhile; last-owner at commit
 */
export async function leaveOrganization(
  tx: Tx,
  asking: SessionCaller,
  request: Where,
  now: Date,
): Promise<Awaited<ReturnType<typeof startChoosing>>> {
  const { organizationId, memberId, identityId } = asking
  // Rows first, as everybody takes them.
  await confine(tx, organizationId)
  const [mine] = await tx.query(
    sql`select id from members where id = ${memberId} for no key update`,
  )
  if (!mine) throw problem('not-signed-in')
  await leaveConfinement(tx)
  const caller = await holdCaller(tx, asking)
  requireOwnProof(caller)

  await confine(tx, organizationId)
  await removeMember(tx, { organizationId, memberId, identityId }, 'left', now)
  // Who it was: their row, which said so, is gone.
  const details = { email: asking.email, name: `${asking.firstName} ${asking.lastName}`.trim() }
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'user.left', subjectId: memberId, details },
    now,
  )
  await leaveConfinement(tx)
  return startChoosing(tx, caller, now)
}
