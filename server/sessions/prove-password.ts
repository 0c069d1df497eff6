import { type Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { findIdentityByEmail } from '#server/identities/identity.ts'
import { verifyPassword } from '#server/identities/password.ts'
import {
  clearFailures,
  countFailure,
  findWaitSeconds,
  throttleSubjects,
} from '#server/identities/throttle.ts'
import type { Database } from '#server/platform/database.ts'
import { addProof } from './add-proof.ts'
import type { Pending } from './pending.ts'

/**
 * Proves the password of a caller once more, as new evidence of their log-in; failures count on the identity over all
 * organizations and pending sign-ins (LG8). Returns wrong-password and locked, so that the failure stays counted.
 */
export async function provePassword(
  db: Database,
  secretKey: Buffer,
  caller: Caller,
  password: string,
  ip: string | null,
  now: Date,
): Promise<Problem | Pending | null> {
  const refusal = await checkPassword(db, secretKey, caller, password, ip, now)
  if (refusal) return refusal
  return db.transaction((tx) => addProof(tx, caller, 'password', now))
}

/** Whether this is the caller's password: null if so, else why not, counted. */
export async function checkPassword(
  db: Database,
  secretKey: Buffer,
  caller: Caller,
  password: string,
  ip: string | null,
  now: Date,
): Promise<Problem | null> {
  // Whoever holds a session is the person's own browser, and has a counter of its own.
  const subjects = throttleSubjects(secretKey, {
    email: caller.email,
    knownBrowser: Buffer.from(caller.loginId),
    ip,
  })
  const { identity, waitSeconds } = await db.transaction(async (tx) => ({
    identity: await findIdentityByEmail(tx, caller.email, now),
    waitSeconds: await findWaitSeconds(tx, subjects, 'password', now),
  }))
  if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
  const proved = await verifyPassword(identity?.passwordHash ?? null, password)
  return db.transaction(async (tx) => {
    // Guesses that were checked at the same time may have locked it meanwhile: then none of them learns whether it was right.
    const waitSeconds = await findWaitSeconds(tx, subjects, 'password', now)
    if (!proved) await countFailure(tx, subjects, 'password', now)
    if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
    if (!proved) return problem('wrong-password')
    await clearFailures(tx, subjects, 'password')
    return null
  })
}
