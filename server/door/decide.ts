import type { Step } from '#api/door.ts'
import type { Evidence } from '#server/access/caller.ts'
import type { SignInPolicy } from './policy.ts'

/** What the door has to know of the member before it. */
export interface MemberAtDoor {
  /** Guest accounts use the password where the others use single sign-on. */
  guest: boolean
  totpEnrolled: boolean
  passwordChangedAt: Date | null
  /** When the session idled out, if it has: only newer evidence counts (DR1). */
  idledOutAt: Date | null
}

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
  const missing = [
    ...firstFactor(policy, fresh, bySso),
    ...secondFactor(policy, member, fresh, bySso),
  ]
  if (missing.length === 0 && !bySso && isTooOld(policy, member, now))
    missing.push({ kind: 'new_password' })
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

function firstFactor(policy: SignInPolicy, fresh: readonly Evidence[], bySso: boolean): Step[] {
  if (!bySso) return fresh.some((e) => e.kind === 'password') ? [] : [{ kind: 'password' }]
  if (ownConnectionUsed(policy, fresh)) return []
  return [{ kind: 'sso', connections: policy.connections.map(({ id, name }) => ({ id, name })) }]
}

function secondFactor(
  policy: SignInPolicy,
  member: MemberAtDoor,
  fresh: readonly Evidence[],
  bySso: boolean,
): Step[] {
  if (policy.secondFactor === 'none') return []
  if (bySso && ownConnectionUsed(policy, fresh)?.providesSecondFactor) return []
  if (fresh.some((e) => e.kind === 'totp')) return []
  if (policy.secondFactor === 'totp') return [{ kind: 'totp', enrolled: member.totpEnrolled }]
  return fresh.some((e) => e.kind === 'email_otp') ? [] : [{ kind: 'email_otp' }]
}

/** Evidence of another organization's identity provider is no evidence here (DR3). */
const ownConnectionUsed = (policy: SignInPolicy, fresh: readonly Evidence[]) =>
  policy.connections.find((c) => fresh.some((e) => e.kind === 'sso' && e.connectionId === c.id))

const isTooOld = (policy: SignInPolicy, member: MemberAtDoor, now: Date): boolean =>
  policy.passwordDays !== null &&
  member.passwordChangedAt !== null &&
  now.getTime() - member.passwordChangedAt.getTime() > policy.passwordDays * 86_400_000
