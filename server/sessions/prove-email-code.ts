import { Problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { tryEmailCode } from '#server/door/email-code.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { endDoubt } from '#server/identities/end-doubt.ts'
import type { Tx } from '#server/platform/database.ts'
import { addProof } from './add-proof.ts'
import type { Pending } from './pending.ts'
import { tryProof } from './try-proof.ts'

/**
 * Proves that a caller reads their mailbox, by the code that was sent there (DR5); this ends a doubt that is older than the
 * code (PW4). Returns wrong-code and locked, which are counted.
 */
export async function proveEmailCode(
  tx: Tx,
  secretKey: Buffer,
  asking: Caller,
  code: string,
  request: Where,
  now: Date,
): Promise<Problem | Pending | null> {
  // Before the turn at guessing, as whoever changes the address: the doubt stands in the identity.
  const caller = await holdCaller(tx, asking)
  const proved = await tryProof(
    tx,
    { secretKey, caller, proof: 'email_otp' },
    async () => {
      const of = { ...caller, purpose: 'mailbox' } as const
      const tried = await tryEmailCode(tx, secretKey, of, code, now)
      // Sent before the address was changed, it proves another mailbox (PW6).
      return tried.ok && tried.sentTo === caller.email && tried
    },
    request,
    now,
  )
  if (proved instanceof Problem) return proved
  await endDoubt(tx, caller.identityId, proved.createdAt, now)
  return addProof(tx, caller, 'email_otp', request, now)
}
