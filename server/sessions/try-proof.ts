import { type Problem, problem } from '#api/problem.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { refuseGuess } from '#server/identities/refuse-guess.ts'
import { clearFailures, takeTurn } from '#server/identities/throttle.ts'
import type { Tx } from '#server/platform/database.ts'
import { type Guess, subjectsOf } from './guess.ts'

/**
 * Judges one guess, and counts it where it is wrong (LG8): every proof of somebody who is signing in, or has, comes through
 * here. While it is locked nothing is looked at, so that a right guess is answered as a wrong one is, and stays good.
 * Guesses of one person come one after another. Returns its refusal, so that the failure stays counted.
 */
export async function tryProof<Proved>(
  tx: Tx,
  guess: Omit<Guess, 'ip'>,
  /** What the right guess proves and uses up; false for a wrong one. */
  judge: () => Promise<Proved | false>,
  request: Where,
  now: Date,
): Promise<Proved | Problem> {
  const { proof, caller } = guess
  const subjects = await subjectsOf(tx, { ...guess, ip: request.ip })
  const waitSeconds = await takeTurn(tx, subjects, proof, now)
  if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
  const proved = await judge()
  if (proved === false) {
    await refuseGuess(tx, caller.identityId, { subjects, proof }, request, now)
    return problem(proof === 'password' ? 'wrong-password' : 'wrong-code')
  }
  await clearFailures(tx, subjects, proof)
  return proved
}
