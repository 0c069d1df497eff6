import type { Outcome } from '#api/sessions.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { sightOf } from '#server/door/sight.ts'
import type { Tx } from '#server/platform/database.ts'
import { keepInSight, type Membership, ownMemberships, toRows } from './membership.ts'
import { chosen, startPending } from './pending.ts'

/**
 * For whoever is in no organization any more, their session having just ended: a pending sign-in on the same log-in, with
 * where they can go from here (LG2). `last`: that is nowhere; not said of whom more could be told of once they have proved it.
 * Runs unconfined.
 */
export async function startChoosing(
  tx: Tx,
  caller: Pick<SessionCaller, 'identityId' | 'loginId' | 'evidence' | 'standing'>,
  now: Date,
): Promise<{ outcome: Outcome; last: boolean }> {
  const { identityId, loginId } = caller
  const memberships = keepInSight(await tx.query<Membership>(ownMemberships), caller)
  const from = { identityId, loginId, sourceSessionId: null, pendingId: null, targetMemberId: null }
  const pending = await startPending(tx, from, now)
  const listed = toRows(memberships, caller, null, new Map(), now)
  const last = listed.organizations.length === 0 && sightOf(caller) === 'everywhere'
  return { outcome: chosen(pending, listed), last }
}
