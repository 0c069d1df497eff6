import type { Step } from '#api/door.ts'
import { problem } from '#api/problem.ts'
import type { Caller, Evidence, Standing } from '#server/access/caller.ts'
import { provedOwn } from './sight.ts'
import { steps } from './steps.ts'

const minutesFresh = 10

/**
 * What must be proved, within ten minutes, before anything may be changed by which somebody signs in: the password, and
 * the authenticator; where there is none, a code from the mailbox (DR4, PW6). Single sign-on is no such evidence: an
 * organization's identity provider would else change what opens all others. A mailbox in doubt is proved first (PW4).
 *
 * Pure; the steps stand in the order in which they are taken.
 */
export function missingFreshEvidence(
  standing: Standing,
  evidence: readonly Evidence[],
  now: Date,
): Step[] {
  const has = (kind: Evidence['kind']) => isFresh(evidence, kind, now)
  const hasPassword = standing.passwordChangedAt !== null
  const missing: Step[] = []
  if (hasPassword && !has('password')) missing.push(steps.password)
  if (standing.mailboxDoubt) missing.push(steps.mailbox)
  else if (!has('email_otp') && !(standing.totpEnrolled && hasPassword))
    missing.push(steps.emailCode)
  if (standing.totpEnrolled && !has('totp')) missing.push(steps.totp(true))
  return missing
}

export const isFresh = (evidence: readonly Evidence[], kind: Evidence['kind'], now: Date) =>
  evidence.some((e) => {
    const age = now.getTime() - e.at.getTime()
    return e.kind === kind && age <= minutesFresh * 60_000 && age >= -60_000
  })

/** @throws fresh-evidence-required with what is missing */
export const requireFreshEvidence = (caller: Caller, now: Date): void =>
  refuse(missingFreshEvidence(caller.standing, caller.evidence, now))

/**
 * Wants to see the person themselves, before anything is done in the name of their identity: the mailbox, where an
 * administrator's password is in the world (PW4); and where only an identity provider vouched, whose organization would else
 * act as the person everywhere (DR3), the password or the mailbox.
 *
 * @throws fresh-evidence-required with what proves it
 */
export function requireOwnProof(caller: Caller): void {
  if (caller.standing.mailboxDoubt) refuse([steps.mailbox])
  requireOwnEvidence(caller)
}

/**
 * The same for what tells of the identity or guards it, which a password that is in doubt may do as well: only what nobody
 * but an identity provider says is not enough (DR3, PR4).
 *
 * @throws fresh-evidence-required with what proves it
 */
export function requireOwnEvidence(caller: Caller): void {
  const { mailboxDoubt, passwordChangedAt } = caller.standing
  if (provedOwn(caller)) return
  if (mailboxDoubt) refuse([steps.mailbox])
  refuse([passwordChangedAt === null ? steps.emailCode : steps.password])
}

/**
 * What a break-glass code wants besides itself: the password and a mailbox code, within ten minutes. Never the authenticator,
 * which may be what is lost (DR6).
 *
 * @throws fresh-evidence-required with what is missing of the two
 */
export function requireFreshForBreakGlass({ standing, evidence }: Caller, now: Date): void {
  const missing: Step[] = []
  if (!isFresh(evidence, 'password', now)) missing.push(steps.password)
  if (standing.mailboxDoubt) missing.push(steps.mailbox)
  else if (!isFresh(evidence, 'email_otp', now)) missing.push(steps.emailCode)
  refuse(missing)
}

function refuse(missing: readonly Step[]): void {
  if (missing.length > 0) throw problem('fresh-evidence-required', { missing })
}
