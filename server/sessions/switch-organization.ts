import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { enter } from './enter.ts'
import {
  decideFor,
  type LastSession,
  lastSessionOf,
  type Membership,
  ownMembership,
} from './membership.ts'
import { challenged, startPending } from './pending.ts'

/**
 * Enters one of the caller's organizations: picks after sign-in, switches afterwards. The door of the target decides
 * (SW4); until it opens, the session that the caller came with stays (SW5).
 *
 * @throws organization-not-found for whatever cannot be entered: not a member, invited, suspended, gone (SW6)
 */
export async function switchOrganization(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<Outcome> {
  const [[target], [lastSession]] = await Promise.all([
    tx.query<Membership>(ownMembership(memberId)),
    tx.query<LastSession>(lastSessionOf(caller.loginId, memberId)),
  ])
  if (!target) throw problem('organization-not-found')

  const sourceSessionId = caller.kind === 'session' ? caller.sessionId : caller.sourceSessionId
  const pendingId = caller.kind === 'pending' ? caller.pendingId : null
  const from = {
    identityId: caller.identityId,
    loginId: caller.loginId,
    sourceSessionId,
    pendingId,
  }

  const decision = decideFor(target, caller, lastSession, now)
  if (decision.enter) return enter(tx, from, target, request, now)
  const pending = await startPending(tx, { ...from, targetMemberId: memberId }, now)
  return challenged(pending, target, decision.missing)
}
