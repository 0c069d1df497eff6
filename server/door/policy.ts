import type { ConnectionId } from '#api/common.ts'
import { type SecondFactor, secondFactors } from '#api/door.ts'
import type { SignInPolicy as Demands } from '#api/policies.ts'

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
  /** The newest session of a member here is the only one. */
  singleSession: boolean
  /** The organization's own, enabled identity providers; no other organization's ever (DR3). */
  connections: readonly Connection[]
}

export interface Connection {
  id: ConnectionId
  name: string
  /** Its log-in already holds a second factor. */
  providesSecondFactor: boolean
  /** Enabled and set up as it is since then: what was proved through it earlier counts no more. */
  since: Date
}

/** The stricter of two demands. */
export const stricter = (a: SecondFactor, b: SecondFactor): SecondFactor =>
  secondFactors.indexOf(a) > secondFactors.indexOf(b) ? a : b

/** Whether a policy wants proofs of whoever signs in anew that another one does not want. */
export const demandsMore = (policy: SignInPolicy, than: SignInPolicy): boolean =>
  (policy.firstFactor === 'sso' && than.firstFactor !== 'sso') ||
  stricter(policy.secondFactor, than.secondFactor) !== than.secondFactor

/** What an organization demands, made stricter by what a role demands of its holders, as `policy_of` does it (DR1). */
export const demandOf = <C extends Connection>(
  policy: Demands,
  role: { secondFactor: SecondFactor; singleSession: boolean },
  connections: readonly C[],
): Omit<SignInPolicy, 'connections'> & { connections: readonly C[] } => ({
  ...policy,
  secondFactor: stricter(policy.secondFactor, role.secondFactor),
  singleSession: policy.singleSession || role.singleSession,
  connections,
})

/**
 * Reads a policy as the database packs it (function `policy_of`): the organization's, merged with what the role demands, as
 * it acts at `now`: what is planned replaces it from its grace date on (DR6). Many members share one policy, so it is
 * read once.
 */
export function readPolicy(packed: string, now: Date): SignInPolicy {
  let known = policies.get(packed)
  if (!known) {
    known = unpack(packed)
    if (policies.size >= policiesMax) policies.clear()
    policies.set(packed, known)
  }
  return known.planned && known.planned.from <= now.getTime() ? known.planned.policy : known.policy
}

interface Packed {
  policy: SignInPolicy
  planned: { from: number; policy: SignInPolicy } | null
}

const policies = new Map<string, Packed>()
const policiesMax = 1000
const fieldCount = 9

function unpack(packed: string): Packed {
  const bar = packed.indexOf('|')
  const fields = (bar < 0 ? packed : packed.slice(0, bar)).split(',')
  const connections = bar < 0 ? [] : readConnections(packed.slice(bar + 1))
  const from = fields[fieldCount]
  return {
    policy: readFields(fields, connections),
    planned: from
      ? { from: Number(from), policy: readFields(fields.slice(fieldCount + 1), connections) }
      : null,
  }
}

/** As the function `connections_of` packs them. */
export const readConnections = (json: string): Connection[] =>
  (JSON.parse(json) as [ConnectionId, string, boolean, number][]).map(
    ([id, name, providesSecondFactor, since]) => ({
      id,
      name,
      providesSecondFactor,
      since: new Date(since),
    }),
  )

function readFields(fields: readonly string[], connections: readonly Connection[]): SignInPolicy {
  const [firstFactor, secondFactor, ofRole, session, idle, evidence, days, single, singleOfRole] =
    fields
  return {
    firstFactor: firstFactor === 'sso' ? 'sso' : 'password',
    secondFactor: stricter(readFactor(secondFactor), readFactor(ofRole)),
    evidenceSeconds: Number(evidence) || null,
    sessionSeconds: Number(session),
    idleSeconds: Number(idle),
    passwordDays: Number(days) || null,
    singleSession: single === '1' || singleOfRole === '1',
    connections,
  }
}

/** Whatever is not known demands the most. */
const readFactor = (text: string | undefined): SecondFactor =>
  secondFactors.find((factor) => factor === text) ?? 'totp'
