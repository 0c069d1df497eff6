import { Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import {
  countRecoveryCodes,
  findRecoverySalt,
  hashRecoveryCode,
  useRecoveryCode,
} from '#server/door/recovery-codes.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Database, Tx } from '#server/platform/database.ts'
import { addProof } from './add-proof.ts'
import { findWait, type Guess } from './guess.ts'
import { languageFor } from './language-for.ts'
import type { Pending } from './pending.ts'
import { tryProof } from './try-proof.ts'

/**
 * Uses a recovery code in place of the authenticator, and tells the person by mail. It is hashed between two transactions.
 * Returns wrong-code and locked, which are counted.
 *
 * @throws not-enrolled
 */
export async function proveRecoveryCode(
  db: Database,
  secretKey: Buffer,
  caller: Caller,
  code: string,
  request: Where,
  now: Date,
): Promise<Problem | Pending | null> {
  const guess: Guess = { secretKey, caller, proof: 'recovery', ip: request.ip }
  const { salt, waitSeconds } = await db.transaction(async (tx) => ({
    salt: await findRecoverySalt(tx, caller.identityId),
    waitSeconds: await findWait(tx, guess, now),
  }))
  if (!salt) throw problem('not-enrolled')
  if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
  const hash = await hashRecoveryCode(code, salt)
  return db.transaction(async (tx) => {
    const use = () => useRecoveryCode(tx, caller.identityId, hash, now)
    const proved = await tryProof(tx, guess, use, request, now)
    if (proved instanceof Problem) return proved
    await tellOfUse(tx, caller, request, now)
    return addProof(tx, caller, 'totp', request, now)
  })
}

async function tellOfUse(tx: Tx, caller: Caller, request: Where, now: Date): Promise<void> {
  const [left, language] = await Promise.all([
    countRecoveryCodes(tx, caller.identityId),
    languageFor(tx, caller),
    addIdentityEvent(tx, caller.identityId, 'recovery-code-used', request, now),
  ])
  await queueMail(tx, {
    to: caller.email,
    template: 'recovery-code-used',
    language,
    values: { left },
  })
}
