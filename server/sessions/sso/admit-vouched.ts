import type { Problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { actingAt, findDecided } from '#server/door/sign-in-policy.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { addressOf } from '#server/sso/described.ts'
import type { Candidate } from '#server/sso/link.ts'
import { enterVouched } from './enter-vouched.ts'
import { holdVouched } from './hold-vouched.ts'
import { inside } from './inside.ts'
import { joinVouched } from './join-vouched.ts'
import { type Judged, judgeVouched } from './judge-vouched.ts'
import { refuseVouched } from './refuse-vouched.ts'
import { ssoRefused } from './sso-refused.ts'
import { type Finished, noteOutcome, type Vouched } from './vouched.ts'

/**
 * Lets in for whom a provider vouched, in the one transaction of the attempt: judged, linked, joined or held, and through the
 * door, which asks what else it asks of everybody. Comes unconfined. Returns sso-refused, so that what was noted stays.
 */
export async function admitVouched(
  tx: Tx,
  keyRing: KeyRing,
  vouched: Vouched,
  caller: Caller | null,
  request: Where,
  now: Date,
): Promise<Finished | Problem> {
  const { connection, assertion, steps } = vouched
  const provedAt = await findEvidenceTime(tx, vouched, now)
  if (!provedAt) {
    const detail = 'Evidence may be so old here, and the provider did not say when they signed in.'
    steps.steps.push({ name: 'time', ok: false, detail })
    await noteOutcome(tx, vouched, 'too-old', null, request, now)
    return ssoRefused('too-old')
  }
  const address = addressOf(connection.attributes, assertion)
  const judged = await judgeVouched(tx, vouched, address, caller, now)
  const { judgement } = judged
  if (judgement.result === 'refuse') {
    const reason = await refuseVouched(tx, vouched, judged, judgement.reason, address, request, now)
    await noteOutcome(tx, vouched, reason, null, request, now)
    return ssoRefused(reason)
  }
  if (judgement.result !== 'join') {
    const come = { member: memberOf(judged, judgement.memberId), joined: false, provedAt }
    return judgement.result === 'hold'
      ? holdVouched(tx, keyRing, vouched, caller, come, request, now)
      : enterVouched(tx, keyRing, vouched, caller, come, request, now)
  }
  // The rule lets nobody join whom no address names.
  if (address === null) throw new Error('judged to join without an address')
  const { identity } = judged
  const member = await joinVouched(tx, vouched, identity, judgement.instead, address, request, now)
  const come = { member, joined: true, provedAt }
  return judgement.held
    ? holdVouched(tx, keyRing, vouched, caller, come, request, now)
    : enterVouched(tx, keyRing, vouched, caller, come, request, now)
}

/**
 * Evidence counts from when the person showed the provider who they are, where the policy limits its age; else from now. Null:
 * the provider does not say.
 */
async function findEvidenceTime(
  tx: Tx,
  { connection, assertion }: Vouched,
  now: Date,
): Promise<Date | null> {
  const decided = await inside(tx, connection.organizationId, () => findDecided(tx))
  if (actingAt(decided, now).policy.evidenceSeconds === null) return now
  const { authenticatedAt } = assertion
  return authenticatedAt && (authenticatedAt < now ? authenticatedAt : now)
}

function memberOf({ candidates }: Judged, memberId: Candidate['memberId']): Candidate {
  const member = candidates.find((candidate) => candidate.memberId === memberId)
  if (!member) throw new Error('judged about a member who was not looked at')
  return member
}
