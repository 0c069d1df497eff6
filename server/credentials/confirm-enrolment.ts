import { problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addAuthenticator, findStep } from '#server/door/authenticator.ts'
import { endEnrolment, findEnrolment } from '#server/door/enrolment.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { newRecoveryCodes, replaceRecoveryCodesOf } from '#server/door/recovery-codes.ts'
import type { Database } from '#server/platform/database.ts'
import { type KeyRing, unseal } from '#server/platform/seal.ts'
import { addProof } from '#server/sessions/add-proof.ts'
import { forgetTotpOfOthers } from '#server/sessions/login.ts'
import type { Pending } from '#server/sessions/pending.ts'
import { addCredentialEvent } from './add-credential-event.ts'

/**
 * Confirms the authenticator that this log-in has begun to set up, by its first code, which is used thereby (DR4). What was
 * proved with an earlier one counts no more in any other log-in. Wrong codes are not counted: whoever tries has seen the seed.
 *
 * @throws fresh-evidence-required, not-enrolled where nothing was begun, wrong-code
 */
export async function confirmEnrolment(
  db: Database,
  keyRing: KeyRing,
  caller: Caller,
  code: string,
  request: Where,
  now: Date,
): Promise<{ recoveryCodes: string[]; pending: Pending | null }> {
  const { enrolment, step } = await db.transaction(async (tx) => {
    requireFreshEvidence(await holdCaller(tx, caller), now)
    const enrolment = await findEnrolment(tx, caller.loginId, now)
    if (!enrolment) throw problem('not-enrolled')
    const step = findStep(unseal(keyRing, enrolment, caller.identityId), code, now)
    if (step === null) throw problem('wrong-code')
    return { enrolment, step }
  })
  const recovery = await newRecoveryCodes()
  return db.transaction(async (tx) => {
    requireFreshEvidence(await holdCaller(tx, caller), now)
    if (!(await endEnrolment(tx, caller.loginId, enrolment))) throw problem('not-enrolled')
    await addAuthenticator(tx, caller.identityId, enrolment, step, now)
    await replaceRecoveryCodesOf(tx, caller.identityId, recovery)
    await forgetTotpOfOthers(tx, caller.identityId, caller.loginId)
    await addCredentialEvent(tx, caller, added, request, now)
    return {
      recoveryCodes: recovery.codes,
      pending: await addProof(tx, caller, 'totp', request, now),
    }
  })
}

const added = {
  event: 'authenticator-added',
  action: 'authenticator.added',
  template: 'authenticator-added',
} as const
