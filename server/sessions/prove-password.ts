import { Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { findIdentityByEmail, holdPassword } from '#server/identities/identity.ts'
import { verifyPassword } from '#server/identities/password.ts'
import type { Database } from '#server/platform/database.ts'
import { addProof } from './add-proof.ts'
import { findWait, type Guess } from './guess.ts'
import type { Pending } from './pending.ts'
import { tryProof } from './try-proof.ts'

/**
 * Proves the password of a caller once more, as new evidence of their log-in; failures count on the identity over all
 * organizations and pending sign-ins (LG8). Returns wrong-password and locked, so that the failure stays counted.
 */
export async function provePassword(
  db: Database,
  secretKey: Buffer,
  caller: Caller,
  password: string,
  request: Where,
  now: Date,
): Promise<Problem | Pending | null> {
  const refusal = await checkPassword(db, secretKey, caller, password, request, now)
  if (refusal) return refusal
  return db.transaction((tx) => addProof(tx, caller, 'password', request, now))
}

/** Whether this is the caller's password: null if so, else why not, counted. */
export async function checkPassword(
  db: Database,
  secretKey: Buffer,
  caller: Caller,
  password: string,
  request: Where,
  now: Date,
): Promise<Problem | null> {
  const guess: Guess = { secretKey, caller, proof: 'password', ip: request.ip }
  const { identity, waitSeconds } = await db.transaction(async (tx) => ({
    identity: await findIdentityByEmail(tx, caller.email, now),
    waitSeconds: await findWait(tx, guess, now),
  }))
  if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
  const matches = await verifyPassword(identity?.passwordHash ?? null, password)
  // It may have been changed while it was being hashed.
  const outcome = await db.transaction((tx) =>
    tryProof(
      tx,
      guess,
      async () =>
        matches && (await holdPassword(tx, caller.identityId, 'use')) === identity?.passwordHash,
      request,
      now,
    ),
  )
  return outcome instanceof Problem ? outcome : null
}
