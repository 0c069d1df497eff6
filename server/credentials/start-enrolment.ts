import type { Caller } from '#server/access/caller.ts'
import { describeSeed, newSeed } from '#server/door/authenticator.ts'
import { startEnrolmentOf } from '#server/door/enrolment.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'

/**
 * Begins to set up an authenticator, or another in place of the present one, which stays until this one is confirmed by the
 * same log-in (DR4). The seed is told once.
 *
 * @throws fresh-evidence-required
 */
export async function startEnrolment(
  tx: Tx,
  keyRing: KeyRing,
  caller: Caller,
  now: Date,
): Promise<{ secret: string; uri: string; expiresAt: string }> {
  requireFreshEvidence(await holdCaller(tx, caller), now)
  const seed = newSeed()
  const expiresAt = await startEnrolmentOf(tx, keyRing, caller, seed, now)
  return { ...describeSeed(seed, caller.email), expiresAt: expiresAt.toISOString() }
}
