import type { MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { actAs, type Tx } from '#server/platform/database.ts'
import { enter } from '../enter.ts'
import {
  decideFor,
  type LastSession,
  lastSessionOf,
  type Membership,
  ownMembership,
  ownMemberships,
  toRows,
} from '../membership.ts'
import { challenged, chosen, findPendingTarget, startPending } from '../pending.ts'
import type { From } from './continue-login.ts'

/**
 * Goes on to the door of a member who came through their organization's provider, exactly as a switch does (SW3–SW5); who
 * was never in there, and has not said that they want to be, chooses first (LG2). Comes unconfined.
 *
 * @throws not-signed-in where the source session or pending sign-in is gone
 */
export async function findWayIn(
  tx: Tx,
  from: From,
  caller: Caller | null,
  { memberId, joined }: { memberId: MemberId; joined: boolean },
  request: Where,
  now: Date,
): Promise<Outcome> {
  await actAs(tx, from.identityId)
  const goingTo = await findPendingTarget(tx, from.loginId, now)
  const proved = await holdCaller(tx, from)
  const [[target], [lastSession]] = await Promise.all([
    tx.query<Membership>(ownMembership(memberId)),
    tx.query<LastSession>(lastSessionOf(from.loginId, memberId)),
  ])
  const isIn = caller?.kind === 'session' && caller.memberId === memberId
  if (!target || !(target.entered || joined || isIn || goingTo === memberId)) {
    const memberships = await tx.query<Membership>(ownMemberships)
    const pending = await startPending(tx, { ...from, targetMemberId: null }, now)
    return chosen(pending, toRows(memberships, proved, null, new Map(), now))
  }
  const decision = decideFor(target, proved, lastSession, now)
  if (decision.enter) return enter(tx, from, target, request, now)
  const pending = await startPending(tx, { ...from, targetMemberId: memberId }, now)
  return challenged(tx, pending, target, decision.missing)
}
