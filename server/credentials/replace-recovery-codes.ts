import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { newRecoveryCodes, replaceRecoveryCodesOf } from '#server/door/recovery-codes.ts'
import type { Database, Tx } from '#server/platform/database.ts'
import { addCredentialEvent } from './add-credential-event.ts'

/**
 * Makes ten new recovery codes; the old ones stop (DR4).
 *
 * @throws fresh-evidence-required, not-enrolled
 */
export async function replaceRecoveryCodes(
  db: Database,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<{ recoveryCodes: string[] }> {
  const refuse = async (tx: Tx) => {
    const held = await holdCaller(tx, caller)
    if (!held.standing.totpEnrolled) throw problem('not-enrolled')
    requireFreshEvidence(held, now)
  }
  // Before ten slow hashes, and after them: things may have changed.
  await db.transaction(refuse)
  const recovery = await newRecoveryCodes()
  await db.transaction(async (tx) => {
    await refuse(tx)
    await replaceRecoveryCodesOf(tx, caller.identityId, recovery)
    await addCredentialEvent(tx, caller, replaced, request, now)
  })
  return { recoveryCodes: recovery.codes }
}

const replaced = {
  event: 'recovery-codes-replaced',
  action: 'recovery_codes.replaced',
  template: 'recovery-codes-replaced',
} as const
