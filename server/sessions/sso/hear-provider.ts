import { addressesOf } from '#server/sso/addresses.ts'
import type { Assertion } from '#server/sso/assertion.ts'
import type { Attempt } from '#server/sso/attempt.ts'
import type { OpenedConnection } from '#server/sso/connection.ts'
import { finishOidc } from '#server/sso/oidc.ts'
import { finishSaml } from '#server/sso/saml.ts'
import type { TraceSteps } from '#server/sso/trace.ts'
import type { SsoOptions } from './sso-options.ts'

/** Clocks of providers differ from ours by so much. */
const toleranceMs = 60_000

/**
 * What the provider says of whoever came back, by what the connection speaks. Outside any transaction: the provider may be slow.
 *
 * @throws SsoRefusal, noted in `steps`
 */
export async function hearProvider(
  options: SsoOptions,
  connection: OpenedConnection,
  attempt: Attempt,
  back: { query: string; state: string },
  steps: TraceSteps,
  now: Date,
): Promise<Assertion> {
  const assertion = await hear(options, connection, attempt, back, steps, now)
  const { authenticatedAt } = assertion
  // They were to show themselves there anew: earlier is not what was asked for, whatever the provider has taken it for (DR1).
  const since = attempt.createdAt.getTime() - toleranceMs
  if (attempt.maxAgeSeconds === 0 && (authenticatedAt?.getTime() ?? 0) < since)
    steps.refuse('time', 'too-old', 'The provider was to ask anew who the person is, and did not.')
  return assertion
}

async function hear(
  { outside, publicUrl }: SsoOptions,
  connection: OpenedConnection,
  attempt: Attempt,
  { query, state }: { query: string; state: string },
  steps: TraceSteps,
  now: Date,
): Promise<Assertion> {
  const addresses = addressesOf(publicUrl, connection.id)
  if (connection.kind === 'saml') {
    const { response, requestId } = attempt
    if (response === null || requestId === null)
      return steps.refuse('response', 'answer-not-valid', 'The provider has posted no response.')
    return finishSaml(connection, addresses, { response, requestId }, steps, now)
  }
  const { secrets, maxAgeSeconds } = attempt
  return finishOidc(
    outside,
    connection,
    addresses,
    { query, state, secrets, maxAgeSeconds },
    steps,
    now,
  )
}
