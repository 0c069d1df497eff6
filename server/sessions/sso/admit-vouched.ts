import type { MemberId } from '#api/common.ts'
import type { Problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Trace } from '#api/sso.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { actingAt, findDecided } from '#server/door/sign-in-policy.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { hashToken } from '#server/platform/token.ts'
import { addTrace } from '#server/sso/add-trace.ts'
import type { Assertion } from '#server/sso/assertion.ts'
import type { Attempt } from '#server/sso/attempt.ts'
import type { Connection } from '#server/sso/connection.ts'
import { addressOf, claimsShown, described } from '#server/sso/described.ts'
import { holdLink } from '#server/sso/held-link.ts'
import { type Account, addLink, type Candidate, stampSignIn } from '#server/sso/link.ts'
import { ownPath } from '#server/sso/own-path.ts'
import { replaceProviderSession } from '#server/sso/provider-session.ts'
import type { TraceSteps } from '#server/sso/trace.ts'
import { addEvidence, endLoginOfSession, startLogin } from '../login.ts'
import { type Pending, startPending } from '../pending.ts'
import { applyDescribed } from './apply-described.ts'
import { findWayIn } from './find-way-in.ts'
import { inside } from './inside.ts'
import { joinVouched } from './join-vouched.ts'
import { judgeVouched } from './judge-vouched.ts'
import { refuseVouched } from './refuse-vouched.ts'
import { ssoRefused } from './sso-refused.ts'
import { tellPerson } from './tell-person.ts'

/** Somebody whom a provider has sent back, its answer checked. */
export interface Came {
  attempt: Attempt
  assertion: Assertion
  steps: TraceSteps
  browserToken: string | null
  sessionToken: string | null
}

export type Finished =
  | { result: 'signed-in'; outcome: Outcome; to: string | null }
  | {
      result: 'must-prove'
      pending: Pending
      organization: { name: string; slug: string }
      email: string
      hasPassword: boolean
      to: string | null
    }

/**
 * Lets in for whom a provider vouched, in the one transaction of the attempt: judged, linked, joined or held, and through the
 * door, which asks what else it asks of everybody. Comes unconfined. Returns sso-refused, so that what was noted stays.
 */
export async function admitVouched(
  tx: Tx,
  keyRing: KeyRing,
  connection: Connection,
  caller: Caller | null,
  came: Came,
  request: Where,
  now: Date,
): Promise<Finished | Problem> {
  const { assertion, steps } = came
  const { organizationId, id: connectionId } = connection
  const { issuer, subject } = assertion
  const account: Account = { organizationId, connectionId, issuer, subject }
  const address = addressOf(connection.attributes, assertion)
  const note = (outcome: Trace['outcome'], memberId: MemberId | null) => {
    const claims = claimsShown(connection.attributes, assertion)
    const of = { organizationId, connectionId, purpose: 'sign-in' as const, outcome, memberId }
    const trace = { ...of, steps: steps.steps, claims, email: address, ip: request.ip }
    return inside(tx, organizationId, () => addTrace(tx, trace, now))
  }
  const provedAt = await evidenceTime(tx, connection, assertion, now)
  if (!provedAt) {
    steps.steps.push({
      name: 'time',
      ok: false,
      detail:
        'The policy limits the age of evidence; the provider did not say when they signed in.',
    })
    await note('too-old', null)
    return ssoRefused('too-old')
  }

  const judged = await judgeVouched(tx, connection, account, address, caller, now)
  const { judgement } = judged
  if (judgement.result === 'refuse') {
    const vouched = { connection, judged, reason: judgement.reason, address }
    const shown = await refuseVouched(tx, vouched, assertion, steps, request, now)
    await note(shown, null)
    return ssoRefused(shown)
  }

  const said = described(connection.attributes, assertion)
  const joins = judgement.result === 'join'
  const member = joins
    ? await joinVouched(
        tx,
        connection,
        judged.identity,
        judgement,
        address ?? '',
        said,
        request,
        now,
      )
    : asMember(judged.candidates, judgement.memberId)
  const { memberId, identityId } = member
  const to = ownPath(came.attempt.destination)
  const from = await comeFrom(tx, caller, came, identityId, now)

  if (judgement.result === 'hold' || (joins && judgement.held)) {
    const targetMemberId = member.standing === 'invited' ? null : memberId
    const pending = await startPending(tx, { ...from, targetMemberId }, now)
    const held = { ...account, memberId, described: said, joined: joins, provedAt }
    await holdLink(tx, from.loginId, held, pending.expiresAt)
    steps.ok('membership', 'A member, who must prove once that this account is theirs.')
    await note('must-prove', memberId)
    const event = { action: 'sso.held', subjectId: memberId, details: { connectionId, subject } }
    const organization = await inside(tx, organizationId, async () => {
      await addAuditEvent(tx, { organizationId, memberId: null }, request, event, now)
      return findName(tx)
    })
    await tellPerson(tx, identityId, organizationId, request, now)
    const { email, standing } = await holdCaller(tx, from)
    const hasPassword = standing.passwordChangedAt !== null
    return { result: 'must-prove', pending, organization, email, hasPassword, to }
  }

  await inside(tx, organizationId, async () => {
    if (judgement.result !== 'enter') {
      await addLink(tx, account, memberId, joins ? 'joining' : 'own-proof', now)
      const event = {
        action: 'sso.linked',
        subjectId: memberId,
        details: { connectionId, subject },
      }
      await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
    }
    if (connection.updateAtSignIn && !joins)
      await applyDescribed(tx, connection, memberId, said, request, now)
    await stampSignIn(tx, account, now)
  })
  const evidence = { kind: 'sso', connectionId, organizationId, at: provedAt } as const
  await addEvidence(tx, from.loginId, evidence)
  if (assertion.idToken !== null) {
    const session = { organizationId, connectionId, idToken: assertion.idToken }
    await replaceProviderSession(tx, keyRing, from.loginId, session)
  }
  if (!caller) await addIdentityEvent(tx, identityId, 'signed-in', request, now)
  const outcomes = { enter: 'signed-in', link: 'linked', join: 'joined' } as const
  steps.ok('membership', 'A member.')
  await note(outcomes[judgement.result], memberId)
  const outcome = await findWayIn(tx, from, caller, { memberId, joins }, request, now)
  return { result: 'signed-in', outcome, to }
}

/**
 * When evidence counts from: where the policy limits its age, when the person showed the provider who they are; else now.
 * Null: the provider does not say.
 */
async function evidenceTime(
  tx: Tx,
  { organizationId }: Connection,
  { authenticatedAt }: Assertion,
  now: Date,
): Promise<Date | null> {
  const decided = await inside(tx, organizationId, () => findDecided(tx))
  if (actingAt(decided, now).policy.evidenceSeconds === null) return now
  return authenticatedAt && (authenticatedAt < now ? authenticatedAt : now)
}

type Vouched = Pick<Candidate, 'memberId' | 'identityId' | 'standing'>

function asMember(candidates: readonly Candidate[], memberId: MemberId): Vouched {
  const member = candidates.find((candidate) => candidate.memberId === memberId)
  if (!member) throw new Error('judged about a member who was not looked at')
  return member
}

/** On which log-in this goes on: that of this browser, else a new one in the place of what it held of nobody else. */
async function comeFrom(
  tx: Tx,
  caller: Caller | null,
  { browserToken, sessionToken }: Came,
  identityId: Vouched['identityId'],
  now: Date,
) {
  if (caller)
    return {
      identityId,
      loginId: caller.loginId,
      sourceSessionId: caller.kind === 'session' ? caller.sessionId : caller.sourceSessionId,
      pendingId: caller.kind === 'pending' ? caller.pendingId : null,
    }
  await endLoginOfSession(tx, sessionToken, now)
  const browserHash = browserToken ? hashToken(browserToken) : null
  const loginId = await startLogin(tx, identityId, { transport: 'cookie', browserHash }, now)
  return { identityId, loginId, sourceSessionId: null, pendingId: null }
}

async function findName(tx: Tx): Promise<{ name: string; slug: string }> {
  const { name, slug } = await getOrganization(tx)
  return { name, slug }
}
