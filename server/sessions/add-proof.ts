import type { Caller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { rememberSecondFactor } from './known-browser.ts'
import { addEvidence, ownProof } from './login.ts'
import { type Pending, rotatePending } from './pending.ts'

/** Notes what a caller has just proved, and gives a pending sign-in another token; null for a session. */
export async function addProof(
  tx: Tx,
  caller: Caller,
  kind: 'password' | 'email_otp' | 'totp',
  now: Date,
): Promise<Pending | null> {
  const [pending] = await Promise.all([
    rotatePending(tx, caller),
    addEvidence(tx, caller.loginId, ownProof(kind, now)),
    kind === 'password' ? null : rememberSecondFactor(tx, caller.loginId, kind),
  ])
  return pending
}
