import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { rememberSecondFactor } from './known-browser.ts'
import { addEvidence, ownProof } from './login.ts'
import { type Pending, rotatePending } from './pending.ts'
import { completeHeldLink } from './sso/complete-held-link.ts'

/**
 * Notes what a caller has just proved, and gives a pending sign-in another token; null for a session. Who has proved the
 * mailbox or the password has proved with it that an account at a provider, which waits for that, is theirs (SS2).
 */
export async function addProof(
  tx: Tx,
  caller: Caller,
  kind: 'password' | 'email_otp' | 'totp',
  request: Where,
  now: Date,
): Promise<Pending | null> {
  const [pending] = await Promise.all([
    rotatePending(tx, caller),
    addEvidence(tx, caller.loginId, ownProof(kind, now)),
    kind === 'password' ? null : rememberSecondFactor(tx, caller.loginId, kind, now),
  ])
  if (kind !== 'totp') await completeHeldLink(tx, caller, request, now)
  return pending
}
