import type { OrganizationId } from '#api/common.ts'
import type { Step } from '#api/door.ts'
import type { Evidence, Standing } from '#server/access/caller.ts'
import type { Connection, SignInPolicy } from './policy.ts'
import { steps } from './steps.ts'

/** What the door has to know of the member before it. */
export interface MemberAtDoor {
  /** Guest accounts use the password where the others use single sign-on. */
  guest: boolean
  totpEnrolled: boolean
  passwordChangedAt: Date | null
  /** An administrator made it: to be replaced (PW4). */
  passwordTemporary: boolean
  /** An administrator elsewhere made a password: it counts here once the mailbox is proved (PW4). */
  mailboxInDoubt: boolean
  /** When the session idled out, if it has: only newer evidence counts (DR1). */
  idledOutAt: Date | null
}

/** What an identity's standing means at the door of one organization. */
export const memberAtDoor = (
  standing: Standing,
  guest: boolean,
  organizationId: OrganizationId,
  idledOutAt: Date | null,
): MemberAtDoor => ({
  guest,
  totpEnrolled: standing.totpEnrolled,
  passwordChangedAt: standing.passwordChangedAt,
  passwordTemporary: standing.passwordTemporary,
  mailboxInDoubt: standing.mailboxDoubt !== null && standing.mailboxDoubt.by !== organizationId,
  idledOutAt,
})

export type Decision = { enter: true } | { enter: false; missing: Step[] }

/**
 * The one decision of the house (DR2): log-in, picker, switch, deep link, every request and the API ask here, and
 * nowhere else. Pure. Asks for what is missing, never for more; steps stand in the order in which they are taken.
 */
export function decide(
  policy: SignInPolicy,
  member: MemberAtDoor,
  evidence: readonly Evidence[],
  now: Date,
): Decision {
  const fresh = evidence.filter((e) => isFresh(e, policy, member, now))
  const bySso = policy.firstFactor === 'sso' && !member.guest
  const first = firstFactor(policy, member, fresh, bySso)
  const second = secondFactor(policy, member, fresh, bySso)
  // One code of the mailbox is enough for both.
  const missing = [...first, ...second.filter(({ kind }) => !first.some((s) => s.kind === kind))]
  if (missing.length === 0 && !bySso) missing.push(...newPassword(policy, member, now))
  return missing.length === 0 ? { enter: true } : { enter: false, missing }
}

/**
 * Evidence from the future is none: a clock was set back, or somebody lies. A minute is forgiven. And none is older than a
 * session may become: or walking to and fro would renew one for ever.
 */
function isFresh({ at }: Evidence, policy: SignInPolicy, member: MemberAtDoor, now: Date): boolean {
  const ageSeconds = (now.getTime() - at.getTime()) / 1000
  if (ageSeconds < -60) return false
  if (ageSeconds > (policy.evidenceSeconds ?? policy.sessionSeconds)) return false
  return member.idledOutAt === null || at > member.idledOutAt
}

function firstFactor(
  policy: SignInPolicy,
  member: MemberAtDoor,
  fresh: readonly Evidence[],
  bySso: boolean,
): Step[] {
  if (!bySso) {
    const proved = fresh.some((e) => e.kind === 'password')
    return [
      ...(proved ? [] : [steps.password]),
      // A code that was proved since then has ended the doubt, so none that is here already counts.
      ...(member.mailboxInDoubt ? [steps.mailbox] : []),
    ]
  }
  if (ownConnectionsUsed(policy, fresh).length > 0) return []
  return [steps.sso(policy.connections)]
}

function secondFactor(
  policy: SignInPolicy,
  member: MemberAtDoor,
  fresh: readonly Evidence[],
  bySso: boolean,
): Step[] {
  if (policy.secondFactor === 'none') return []
  if (bySso && providesSecondFactor(policy, fresh)) return []
  if (fresh.some((e) => e.kind === 'totp')) return []
  if (policy.secondFactor === 'totp') return [steps.totp(member.totpEnrolled)]
  return fresh.some((e) => e.kind === 'email_otp') ? [] : [steps.emailCode]
}

/** Evidence of another organization's identity provider is no evidence here, nor of one as it was set up earlier (DR3). */
const ownConnectionsUsed = (policy: SignInPolicy, fresh: readonly Evidence[]) =>
  policy.connections.filter((c) =>
    fresh.some((e) => e.kind === 'sso' && e.connectionId === c.id && e.at >= c.since),
  )

/** One that was used holds a second factor; or, none having been used yet, whichever will be does. */
function providesSecondFactor(policy: SignInPolicy, fresh: readonly Evidence[]): boolean {
  const used = ownConnectionsUsed(policy, fresh)
  const provides = (c: Connection) => c.providesSecondFactor
  return used.length > 0 ? used.some(provides) : policy.connections.every(provides)
}

function newPassword(policy: SignInPolicy, member: MemberAtDoor, now: Date): Step[] {
  if (member.passwordTemporary) return [steps.newPassword('temporary')]
  if (policy.passwordDays === null || member.passwordChangedAt === null) return []
  const age = now.getTime() - member.passwordChangedAt.getTime()
  return age > policy.passwordDays * 86_400_000 ? [steps.newPassword('expired')] : []
}
