import type { MemberId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { provedOwn, sees, sightOf } from '#server/door/sight.ts'
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
import { tellPerson } from './sso/tell-person.ts'

/**
 * Enters one of the caller's organizations: picks after sign-in, switches afterwards. The door of the target decides
 * (SW4); until it opens, the session that the caller came with stays (SW5).
 *
 * Who came by an organization's provider alone and asks for another is refused, and it is told: returned, so that this stays.
 *
 * @throws organization-not-found for whatever cannot be entered: not a member, invited, suspended, gone (SW6)
 */
export async function switchOrganization(
  tx: Tx,
  caller: Caller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<Outcome | Problem> {
  const [[target], [lastSession]] = await Promise.all([
    tx.query<Membership>(ownMembership(memberId)),
    tx.query<LastSession>(lastSessionOf(caller.loginId, memberId)),
  ])
  if (!target) throw problem('organization-not-found')
  if (!isInSight(target, caller)) {
    await tellPerson(tx, caller.identityId, null, request, now)
    return problem('organization-not-found')
  }

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
  return challenged(tx, pending, target, decision.missing)
}

/**
 * DR3: on another organization's word alone nobody is told that this one is there, whatever its door would say. A mailbox in
 * doubt is asked for at the door itself (PW4).
 */
const isInSight = ({ organizationId }: Membership, caller: Caller): boolean =>
  provedOwn(caller) || sees(sightOf(caller), organizationId)
