import type { Proved } from '#api/door.ts'
import { Problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Cookies } from '#server/http/cookies.ts'
import type { Pending } from './pending.ts'

/** Hands an outcome's token over in the way that the caller speaks: in the body, or as a cookie that no script reads. */
export function deliver(
  outcome: Outcome,
  transport: 'cookie' | 'bearer',
  cookies: Cookies,
): Outcome {
  if (transport === 'bearer') return outcome
  const expiresAt = new Date(outcome.expiresAt)
  if (outcome.outcome === 'entered') {
    const { token, ...rest } = outcome
    if (token) cookies.set('session', token, expiresAt)
    cookies.clear('pending')
    return rest
  }
  const { pendingToken, ...rest } = outcome
  if (pendingToken) cookies.set('pending', pendingToken, expiresAt)
  return rest
}

/** The same for the token that a pending sign-in got in place of the one that was shown. */
export function deliverPending(
  pending: Pending | null,
  transport: 'cookie' | 'bearer',
  cookies: Cookies,
): Proved {
  if (!pending) return {}
  if (transport === 'bearer') return { pendingToken: pending.token }
  cookies.set('pending', pending.token, pending.expiresAt)
  return {}
}

/** What answers a proof: why it was refused, else that token. */
export const deliverProved = (
  proved: Pending | null | Problem,
  transport: 'cookie' | 'bearer',
  cookies: Cookies,
): Proved | Problem =>
  proved instanceof Problem ? proved : deliverPending(proved, transport, cookies)
