import { type SecondFactor, secondFactors } from '#api/door.ts'

/** What an organization demands at its door, the role's demand already merged in (DR1). */
export interface SignInPolicy {
  firstFactor: 'password' | 'sso'
  secondFactor: SecondFactor
  /** Maximum age of evidence, at entry and on each request; null: as old as a session may become. */
  evidenceSeconds: number | null
  sessionSeconds: number
  idleSeconds: number
  /** A password older than this must be replaced at this door; null: never. */
  passwordDays: number | null
  /** The organization's own, enabled identity providers; no other organization's ever (DR3). */
  connections: readonly Connection[]
}

export interface Connection {
  id: string
  name: string
  /** Its log-in already holds a second factor. */
  providesSecondFactor: boolean
}

/** The stricter of two demands. */
export const stricter = (a: SecondFactor, b: SecondFactor): SecondFactor =>
  secondFactors.indexOf(a) > secondFactors.indexOf(b) ? a : b

/**
 * Reads a policy as the database packs it (function `policy_of`): the organization's, merged with what the role demands.
 * Many members share one policy, so it is read once.
 */
export function readPolicy(packed: string): SignInPolicy {
  const known = policies.get(packed)
  if (known) return known
  const [firstFactor, secondFactor, ofRole, session, idle, evidence, days] = packed.split(',')
  const policy: SignInPolicy = {
    firstFactor: firstFactor === 'sso' ? 'sso' : 'password',
    secondFactor: stricter(readFactor(secondFactor), readFactor(ofRole)),
    evidenceSeconds: Number(evidence) || null,
    sessionSeconds: Number(session),
    idleSeconds: Number(idle),
    passwordDays: Number(days) || null,
    connections: [],
  }
  if (policies.size >= policiesMax) policies.clear()
  policies.set(packed, policy)
  return policy
}

const policies = new Map<string, SignInPolicy>()
const policiesMax = 1000

/** Whatever is not known demands the most. */
const readFactor = (text: string | undefined): SecondFactor =>
  secondFactors.find((factor) => factor === text) ?? 'totp'
