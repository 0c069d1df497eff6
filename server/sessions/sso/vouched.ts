import type { MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Trace } from '#api/sso.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTrace } from '#server/sso/add-trace.ts'
import type { Assertion } from '#server/sso/assertion.ts'
import type { Attempt } from '#server/sso/attempt.ts'
import type { Connection } from '#server/sso/connection.ts'
import { addressOf, claimsShown } from '#server/sso/described.ts'
import type { Account, Candidate } from '#server/sso/link.ts'
import type { TraceSteps } from '#server/sso/trace.ts'
import type { Pending } from '../pending.ts'
import { inside } from './inside.ts'

/** Somebody whom a provider has sent back, its answer checked; with what their browser held. */
export interface Vouched {
  attempt: Attempt
  connection: Connection
  assertion: Assertion
  steps: TraceSteps
  browserToken: string | null
  sessionToken: string | null
}

/** Who it is, as judged, and from when the provider’s word counts. */
export interface Come {
  member: Pick<Candidate, 'memberId' | 'identityId' | 'standing' | 'linked'>
  /** The provider has just made this member. */
  joined: boolean
  provedAt: Date
}

/** What came of it, before any token is handed over. */
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

/** Which account at the provider they are (SS2). */
export const accountOf = ({ connection, assertion }: Vouched): Account => ({
  organizationId: connection.organizationId,
  connectionId: connection.id,
  issuer: assertion.issuer,
  subject: assertion.subject,
})

type Noted = Pick<Vouched, 'attempt' | 'connection' | 'steps'> & { assertion: Assertion | null }

/** Writes the trace of what came of it (SS3). Comes and goes unconfined. */
export function noteOutcome(
  tx: Tx,
  { attempt, connection, assertion, steps }: Noted,
  outcome: Trace['outcome'],
  memberId: MemberId | null,
  request: Where,
  now: Date,
): Promise<Trace> {
  const { organizationId, id: connectionId, attributes } = connection
  const trace = {
    organizationId,
    connectionId,
    purpose: attempt.purpose,
    outcome,
    steps: steps.steps,
    claims: assertion ? claimsShown(attributes, assertion) : [],
    email: assertion && addressOf(attributes, assertion),
    memberId,
    ip: request.ip,
  }
  return inside(tx, organizationId, () => addTrace(tx, trace, now))
}
