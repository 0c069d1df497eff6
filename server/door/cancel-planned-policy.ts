import type { PolicyDocument } from '#api/policies.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { actingAt, getSignInPolicy, holdDecided, replaceDecided } from './sign-in-policy.ts'

/** Gives up what is planned, and does nothing where nothing is. What acts already is no plan any more. */
export async function cancelPlannedPolicy(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<PolicyDocument> {
  const { policy, planned } = actingAt(await holdDecided(tx), now)
  if (planned) {
    await replaceDecided(tx, { policy, planned: null })
    const details = { planned: planned.policy, from: planned.from.toISOString() }
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'sign-in-policy.plan-cancelled', details },
      now,
    )
  }
  return getSignInPolicy(tx, now)
}
