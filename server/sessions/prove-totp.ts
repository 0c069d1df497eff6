import { Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { useTotp } from '#server/door/authenticator.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { addProof } from './add-proof.ts'
import type { Pending } from './pending.ts'
import { tryProof } from './try-proof.ts'

/**
 * Proves that a caller holds their authenticator; each code is good once. Returns wrong-code and locked, which are counted.
 *
 * @throws not-enrolled
 */
export async function proveTotp(
  tx: Tx,
  keys: { secretKey: Buffer; keyRing: KeyRing },
  caller: Caller,
  code: string,
  request: Where,
  now: Date,
): Promise<Problem | Pending | null> {
  if (!caller.standing.totpEnrolled) throw problem('not-enrolled')
  const proved = await tryProof(
    tx,
    { secretKey: keys.secretKey, caller, proof: 'totp' },
    () => useTotp(tx, keys.keyRing, caller.identityId, code, now),
    request,
    now,
  )
  return proved instanceof Problem ? proved : addProof(tx, caller, 'totp', request, now)
}
