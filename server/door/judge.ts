import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { type Step, type StepKind, stepKinds } from '#api/door.ts'
import { type KeptOutReason, keptOutReasons } from '#api/policies.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import { decide, memberAtDoor } from './decide.ts'
import type { EnabledConnection } from './enabled-connections.ts'
import { demandsMore, type SignInPolicy } from './policy.ts'
import { steps } from './steps.ts'

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

/** To whom somebody is linked at a provider (SS2). */
export interface Link {
  connectionId: ConnectionId
  issuer: string
}

/** What a door demands, with the connections as links know them. */
export interface Demand extends SignInPolicy {
  connections: readonly EnabledConnection[]
}

interface Somebody {
  organizationId: OrganizationId
  guest: boolean
  standing: Standing
  mailboxProved: boolean
  links: readonly Link[]
  /** Here, oldest first. */
  sessions: readonly LiveSession[]
}

/**
 * Judges by the door itself (`decide`), with nothing written: each session that lives today as it would stand under `next`;
 * and signing in anew, which tells what would have to be set up. What the door asks today already is not
 * held against `next`, unless it keeps somebody out. Pure.
 */
export function judge(
  { current, next }: { current: Demand; next: Demand },
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
  // is asked last. What is asked both times says the same twice. Or through a connection, which may hold a second factor.
  const prove = (kind: Evidence['kind'], connectionId: ConnectionId | null = null): Evidence => ({
    kind,
    connectionId,
    organizationId: connectionId && who.organizationId,
    at: now,
  })
  const password = [prove('password')]
  const all = [...password, prove('totp')]
  const trusted = { ...who.standing, mailboxDoubt: null }
  const askAnew = (policy: Demand) => {
    if (!wantsSso(policy, who))
      return [...ask(policy, password, null), ...ask(policy, all, null, trusted)]
    const through = connectionTaken(policy, who)
    return [
      steps.sso(policy.connections),
      ...(through ? ask(policy, [prove('sso', through.id)], null) : []),
    ]
  }
  const before = askAnew(current)
  const then = askAnew(next)
  if (staying.length === 0) askMore(before, then)
  if (staying.length === 0 && live.length > 0) missing.add('password')

  let keptOut = false
  for (const step of then) {
    const obstacle = obstacleOf(step, next, who)
    if (!obstacle) continue
    for (const reason of obstacle.reasons) reasons.add(reason)
    missing.add(step.kind)
    keptOut ||= obstacle.keepsOut
  }
  return {
    keptOut,
    reasons: keptOutReasons.filter((reason) => reasons.has(reason)),
    missing: stepKinds.filter((kind) => missing.has(kind)),
    entry: canEnter(next, then, who)
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
  policy: Demand,
  who: Somebody,
): { reasons: KeptOutReason[]; keepsOut: boolean } | null {
  const { mailboxProved } = who
  if (step.kind === 'totp' && !step.enrolled)
    return mailboxProved
      ? { reasons: ['no-authenticator'], keepsOut: false }
      : { reasons: ['no-authenticator', 'mailbox-not-proved'], keepsOut: true }
  if (step.kind === 'email_otp' && !mailboxProved)
    return { reasons: ['mailbox-not-proved'], keepsOut: true }
  if (step.kind === 'sso') {
    if (policy.connections.length === 0) return { reasons: ['no-connection'], keepsOut: true }
    if (linkedTo(policy, who).length > 0) return null
    // Who proves mailbox or password is linked at the first log-in (SS2).
    const provable = mailboxProved || who.standing.passwordChangedAt !== null
    return { reasons: ['not-linked'], keepsOut: !provable }
  }
  if (step.kind === 'new_password' && step.reason === 'expired')
    return { reasons: ['password-expired'], keepsOut: false }
  return null
}

const canEnter = (policy: Demand, asked: readonly Step[], who: Somebody) =>
  (wantsSso(policy, who)
    ? linkedTo(policy, who).length > 0
    : who.standing.passwordChangedAt !== null) && asked.every((step) => canTake(step, who))

const wantsSso = (policy: Demand, { guest }: Somebody) => policy.firstFactor === 'sso' && !guest

const linkedTo = ({ connections }: Demand, { links }: Somebody) =>
  connections.filter(({ id, issuer }) =>
    links.some((link) => link.connectionId === id && link.issuer === issuer),
  )

/** Through which one somebody would come: of theirs the one that asks least of them; as long as there is none, any that asks most. */
function connectionTaken(policy: Demand, who: Somebody): EnabledConnection | undefined {
  const own = linkedTo(policy, who)
  const [candidates, holds] = own.length > 0 ? [own, true] : [policy.connections, false]
  return candidates.find((c) => c.providesSecondFactor === holds) ?? candidates[0]
}

function canTake(step: Step, { mailboxProved }: Somebody): boolean {
  if (step.kind === 'totp') return step.enrolled
  return step.kind !== 'email_otp' || mailboxProved
}
