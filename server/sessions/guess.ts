import type { Caller } from '#server/access/caller.ts'
import {
  findWaitSeconds,
  type Subject,
  type ThrottledProof,
  throttleSubjects,
} from '#server/identities/throttle.ts'
import type { Tx } from '#server/platform/database.ts'
import { findKnownBrowser, findProvenBrowser } from './known-browser.ts'
import { isBegunByProvider } from './login.ts'

/** A try at one kind of proof by somebody who has begun to sign in, or has. */
export interface Guess {
  secretKey: Buffer
  caller: Caller
  proof: ThrottledProof
  ip: string | null
}

/**
 * On what a failure would count. Whoever has shown the password once has a counter of their own for showing it again, and so
 * has a browser that knows it, but none for whom a provider vouched alone: each log-in would be five guesses more. For what
 * comes after it, a browser that has shown that as well; and log-ins that a provider has begun count apart, for whoever runs
 * one comes so far without the password, and would lock out everybody who has it.
 */
export async function subjectsOf(
  tx: Tx,
  { secretKey, caller, proof, ip }: Guess,
): Promise<Subject[]> {
  const { email, evidence, loginId } = caller
  if (proof !== 'password')
    return throttleSubjects(secretKey, {
      email,
      knownBrowser: await findProvenBrowser(tx, loginId, proof),
      byProvider: await isBegunByProvider(tx, loginId),
      ip,
    })
  const known = evidence.some(({ kind }) => kind === 'password')
    ? Buffer.from(loginId)
    : await findKnownBrowser(tx, loginId)
  return throttleSubjects(secretKey, { email, knownBrowser: known, ip })
}

/** Seconds until this caller may try again; 0: now. To be asked before something slow; `tryProof` asks again. */
export const findWait = async (tx: Tx, guess: Guess, now: Date): Promise<number> =>
  findWaitSeconds(tx, await subjectsOf(tx, guess), guess.proof, now)
