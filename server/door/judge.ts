import type { OrganizationId } from '#api/common.ts'
import { type Step, type StepKind, stepKinds } from '#api/door.ts'
import { type KeptOutReason, keptOutReasons } from '#api/policies.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import { decide, memberAtDoor } from './decide.ts'
import { demandsMore, type SignInPolicy } from './policy.ts'

/** What a policy would mean for somebody (DR6). */
export interface Judgement {
  /** Cannot enter until something is set up or set right. */
  keptOut: boolean
  /** Why they would not simply walk on; empty: they would. */
  reasons: KeptOutReason[]
  /** What the door would ask for. */
  missing: StepKind[]
  entry: Entry
}

/**
 * Whether somebody who signs in anew could pass with what they have already, without enrolling anything: what one owner
 * must be able to. `still-shut`: not, but neither can they today, and no more is asked of them than today.
 */
export type Entry = 'open' | 'shut' | 'still-shut'

/** A session, and what its log-in has proved. */
export interface LiveSession {
  createdAt: Date
  lastSeenAt: Date
  evidence: readonly Evidence[]
}

interface Somebody {
  organizationId: OrganizationId
  guest: boolean
  standing: Standing
  mailboxProved: boolean
  /** Here, oldest first. */
  sessions: readonly LiveSession[]
}

/**
 * Judges by the door itself (`decide`), with nothing written: each session that lives today as it would stand under `next`;
 * and signing in anew with the password, which tells what would have to be set up. What the door asks today already is not
 * held against `next`, unless it keeps somebody out. Pure.
 */
export function judge(
  { current, next }: { current: SignInPolicy; next: SignInPolicy },
  who: Somebody,
  now: Date,
): Judgement {
  const ask = (
    policy: SignInPolicy,
    evidence: readonly Evidence[],
    idledOutAt: Date | null,
    standing = who.standing,
  ) => {
    const at = memberAtDoor(standing, who.guest, who.organizationId, idledOutAt)
    const decision = decide(policy, at, evidence, now)
    return decision.enter ? [] : decision.missing
  }
  const reasons = new Set<KeptOutReason>()
  const missing = new Set<StepKind>()
  const askMore = (nowAsked: readonly Step[], thenAsked: readonly Step[]) => {
    const known = new Set(nowAsked.map(({ kind }) => kind))
    for (const { kind } of thenAsked)
      if (!known.has(kind) && kind !== 'new_password') {
        missing.add(kind)
        reasons.add('must-prove-again')
      }
  }

  const live = alive(who.sessions, current, now)
  const staying = alive(live, next, now)
  if (staying.length < live.length) reasons.add('session-ends')
  for (const session of staying)
    askMore(
      ask(current, session.evidence, idledOut(session, current, now)),
      ask(next, session.evidence, idledOut(session, next, now)),
    )

  // Signing in anew: first with the password alone, then with all that can be proved, the mailbox included, which shows what
  // is asked last. What is asked both times says the same twice.
  const prove = (kind: Evidence['kind']): Evidence => ({ kind, connectionId: null, at: now })
  const password = [prove('password')]
  const all = [...password, prove('totp')]
  const trusted = { ...who.standing, mailboxDoubt: null }
  const askAnew = (policy: SignInPolicy) => [
    ...ask(policy, password, null),
    ...ask(policy, all, null, trusted),
  ]
  const before = askAnew(current)
  const steps = askAnew(next)
  if (staying.length === 0) askMore(before, steps)
  if (staying.length === 0 && live.length > 0) missing.add('password')

  let keptOut = false
  for (const step of steps) {
    const obstacle = obstacleOf(step, who)
    if (!obstacle) continue
    for (const reason of obstacle.reasons) reasons.add(reason)
    missing.add(step.kind)
    keptOut ||= obstacle.keepsOut
  }
  return {
    keptOut,
    reasons: keptOutReasons.filter((reason) => reasons.has(reason)),
    missing: stepKinds.filter((kind) => missing.has(kind)),
    entry: canEnter(next, steps, who)
      ? 'open'
      : canEnter(current, before, who) || demandsMore(next, current)
        ? 'shut'
        : 'still-shut',
  }
}

/** Those of somebody's sessions that a policy leaves alive: young enough, and where it says so the newest alone. */
const alive = (sessions: readonly LiveSession[], policy: SignInPolicy, now: Date) =>
  (policy.singleSession ? sessions.slice(-1) : sessions).filter(
    ({ createdAt }) => createdAt.getTime() + policy.sessionSeconds * 1000 > now.getTime(),
  )

function idledOut({ lastSeenAt }: LiveSession, policy: SignInPolicy, now: Date): Date | null {
  const at = new Date(lastSeenAt.getTime() + policy.idleSeconds * 1000)
  return at <= now ? at : null
}

/** What would have to be set up or set right for a step. Who proves their mailbox enrols an authenticator inside the step (DR4). */
function obstacleOf(
  step: Step,
  { mailboxProved }: Somebody,
): { reasons: KeptOutReason[]; keepsOut: boolean } | null {
  if (step.kind === 'totp' && !step.enrolled)
    return mailboxProved
      ? { reasons: ['no-authenticator'], keepsOut: false }
      : { reasons: ['no-authenticator', 'mailbox-not-proved'], keepsOut: true }
  if (step.kind === 'email_otp' && !mailboxProved)
    return { reasons: ['mailbox-not-proved'], keepsOut: true }
  if (step.kind === 'sso' && step.connections.length === 0)
    return { reasons: ['no-connection'], keepsOut: true }
  if (step.kind === 'new_password' && step.reason === 'expired')
    return { reasons: ['password-expired'], keepsOut: false }
  return null
}

const canEnter = (policy: SignInPolicy, steps: readonly Step[], who: Somebody) =>
  ((policy.firstFactor === 'sso' && !who.guest) || who.standing.passwordChangedAt !== null) &&
  steps.every((step) => canTake(step, who))

function canTake(step: Step, { mailboxProved }: Somebody): boolean {
  if (step.kind === 'totp') return step.enrolled
  if (step.kind === 'email_otp') return mailboxProved
  return step.kind !== 'sso' || step.connections.length > 0
}
