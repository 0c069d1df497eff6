import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTrace } from '#server/sso/add-trace.ts'
import { findConnection, findOrganizationOf } from '#server/sso/connection.ts'
import { findHeldLink, type HeldLink, removeHeldLink } from '#server/sso/held-link.ts'
import { addLink, holdCandidates, lockAccount, stampSignIn } from '#server/sso/link.ts'
import { addEvidence } from '../login.ts'
import { applyDescribed } from './apply-described.ts'
import { inside } from './inside.ts'

/**
 * A log-in has just proved its mailbox or password: the account at a provider that was held for it is linked, and counts as
 * evidence from when the provider saw them (SS2). Judged anew; where it does not stand any more it is let go, and the proof
 * counts all the same. While an administrator elsewhere may know the password, it goes on waiting for the mailbox (PW4).
 * Comes and goes unconfined.
 */
export async function completeHeldLink(
  tx: Tx,
  caller: Pick<Caller, 'identityId' | 'loginId'>,
  request: Where,
  now: Date,
): Promise<void> {
  const held = await findHeldLink(tx, caller.loginId, now)
  if (!held) return
  const { identityId, email, standing } = await holdCaller(tx, caller)
  const { mailboxDoubt: doubt } = standing
  if (doubt && doubt.by !== held.organizationId) return
  await removeHeldLink(tx, caller.loginId)
  if (!(await findOrganizationOf(tx, held.connectionId))) return
  await lockAccount(tx, held)
  const linked = await inside(tx, held.organizationId, () =>
    link(tx, held, { identityId, email }, request, now),
  )
  if (!linked) return
  const { connectionId, organizationId, provedAt: at } = held
  await addEvidence(tx, caller.loginId, { kind: 'sso', connectionId, organizationId, at })
}

async function link(
  tx: Tx,
  held: HeldLink,
  { identityId, email }: Pick<Caller, 'identityId' | 'email'>,
  request: Where,
  now: Date,
): Promise<boolean> {
  const { connectionId, organizationId, memberId, subject } = held
  const connection = await findConnection(tx, connectionId)
  const counts = connection?.status === 'enabled' && connection.evidenceSince <= held.provedAt
  if (!connection || !counts) return false
  const candidates = await holdCandidates(tx, held, [identityId], now)
  const member = candidates.find((one) => one.memberId === memberId)
  // The account has become another member's meanwhile, or the member has another account.
  if (candidates.some((one) => one.linked && one.memberId !== memberId)) return false
  if (!member || member.identityId !== identityId || member.linkedOtherwise) return false
  if (member.standing === 'suspended' || member.standing === 'invitation-expired') return false
  if (!member.linked) await addLink(tx, held, memberId, held.joined ? 'joining' : 'own-proof', now)
  const event = {
    action: 'sso.linked',
    subjectId: memberId,
    details: { connectionId, subject: subject.slice(0, 255) },
  }
  await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
  if (connection.updateAtSignIn)
    await applyDescribed(tx, connection, memberId, held.described, request, now)
  await stampSignIn(tx, held, now)
  const detail = 'The person has proved that the account is theirs.'
  const steps = [{ name: 'membership', ok: true, detail }]
  const of = { organizationId, connectionId, purpose: 'sign-in', outcome: 'linked' } as const
  // The way through the provider, with all that came, has a trace of its own.
  const name = connection.kind === 'oidc' ? 'sub' : 'NameID'
  const claims = [{ name, values: [subject], usedAs: ['subject'] }]
  const trace = { ...of, steps, claims, email, memberId, ip: request.ip }
  await addTrace(tx, trace, now)
  return true
}
