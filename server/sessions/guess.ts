import type { Caller } from '#server/access/caller.ts'
import {
  findWaitSeconds,
  type Subject,
  type ThrottledProof,
  throttleSubjects,
} from '#server/identities/throttle.ts'
import type { Tx } from '#server/platform/database.ts'
import { findKnownBrowser, findProvenBrowser } from './known-browser.ts'

/** A try at one kind of proof by somebody who has begun to sign in, or has. */
export interface Guess {
  secretKey: Buffer
  caller: Caller
  proof: ThrottledProof
  ip: string | null
}

/** On what a failure would count. */
export const subjectsOf = async (tx: Tx, guess: Guess): Promise<Subject[]> =>
  throttleSubjects(guess.secretKey, {
    email: guess.caller.email,
    // Whoever has shown the password once has a counter of their own for showing it again, and so has a browser that knows it,
    // but none for whom a provider vouched alone: each log-in would be five guesses more. For what comes after it, a browser
    // that has shown that as well.
    knownBrowser:
      guess.proof === 'password'
        ? guess.caller.evidence.some(({ kind }) => kind === 'password')
          ? Buffer.from(guess.caller.loginId)
          : await findKnownBrowser(tx, guess.caller.loginId)
        : await findProvenBrowser(tx, guess.caller.loginId, guess.proof),
    ip: guess.ip,
  })

/** Seconds until this caller may try again; 0: now. To be asked before something slow; `tryProof` asks again. */
export const findWait = async (tx: Tx, guess: Guess, now: Date): Promise<number> =>
  findWaitSeconds(tx, await subjectsOf(tx, guess), guess.proof, now)
