import type { PolicyDocument, SignInPolicy } from '#api/policies.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { listEnabledConnections } from './enabled-connections.ts'
import { locksOut } from './locks-out.ts'
import { announcePlan } from './plan.ts'
import { refuseContradictions } from './refuse-contradictions.ts'
import { requireSignInThroughIt } from './require-sign-in-through-it.ts'
import { actingAt, getSignInPolicy, holdDecided, replaceDecided } from './sign-in-policy.ts'

const yearMs = 366 * 86_400_000

/**
 * Decides what the door demands. At once: acts on the next request of every session, and what is planned stays planned. From
 * a grace date on: takes the place of what was planned, is announced by mail, and judged once more at its date (DR6).
 *
 * @throws values-refused; sign-in-through-it-first; policy-locks-out where at once no owner could enter any more
 */
export async function updateSignInPolicy(
  tx: Tx,
  caller: SessionCaller,
  change: { policy: SignInPolicy; from: string | null },
  request: Where,
  now: Date,
): Promise<PolicyDocument> {
  const from = change.from === null ? null : readGraceDate(change.from, now)
  const before = actingAt(await holdDecided(tx), now)
  const connections = await listEnabledConnections(tx)
  refuseContradictions(change.policy, connections)
  if (change.policy.firstFactor === 'sso' && before.policy.firstFactor !== 'sso')
    await requireSignInThroughIt(tx, caller)
  if (from) {
    const planned = { policy: change.policy, from, announcedBy: nameOf(caller) }
    await replaceDecided(tx, { policy: before.policy, planned })
    await announcePlan(tx, planned)
  } else {
    const both = {
      current: { policy: before.policy, connections },
      next: { policy: change.policy, connections },
    }
    if (await locksOut(tx, caller.organizationId, both, now))
      throw problem('policy-locks-out', advice)
    await replaceDecided(tx, { ...before, policy: change.policy })
  }
  const action = from ? 'sign-in-policy.planned' : 'sign-in-policy.updated'
  const details = {
    before: from ? (before.planned?.policy ?? before.policy) : before.policy,
    after: change.policy,
    ...(from && { from: from.toISOString() }),
  }
  await addAuditEvent(tx, caller, request, { action, details }, now)
  return getSignInPolicy(tx, now)
}

const advice = {
  detail:
    'Set up first, as one of the owners, what it demands (an authenticator, a proved mailbox, a log-in through the connection), or give it a grace date.',
}

function readGraceDate(text: string, now: Date): Date {
  const from = new Date(text)
  const refuse = (detail: string, code: string) =>
    fieldProblem('values-refused', '#/from', detail, code)
  if (from <= now)
    throw refuse('lies in the past: leave it out to change the policy at once', 'grace-date-past')
  if (from.getTime() - now.getTime() > yearMs)
    throw refuse('is more than a year ahead', 'grace-date-too-late')
  return from
}
