import type { LoginId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Evidence } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import {
  findIdentityByEmail,
  holdPassword,
  type Identity,
  rehashPassword,
} from '#server/identities/identity.ts'
import { hashPassword, needsRehash, verifyPassword } from '#server/identities/password.ts'
import { refuseGuess } from '#server/identities/refuse-guess.ts'
import {
  clearFailures,
  findWaitSeconds,
  type Subject,
  takeTurn,
  throttleSubjects,
} from '#server/identities/throttle.ts'
import { actAs, type Database, type Tx } from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'
import { enter } from './enter.ts'
import { isKnownBrowser, rememberBrowser } from './known-browser.ts'
import { addEvidence, endLoginOfSession, ownProof, startLogin } from './login.ts'
import { decideFor, keepInSight, type Membership, ownMemberships, toRows } from './membership.ts'
import { challenged, chosen, startPending } from './pending.ts'

interface Credentials {
  email: string
  password: string
  transport: 'cookie' | 'bearer'
  /** Tokens that the browser came with: one recognizes it, one holds the log-in that this one replaces. */
  browserToken: string | null
  sessionToken: string | null
}

/**
 * Proves e-mail and password (LG1): the answer, and the time it takes, are the same for an unknown e-mail, a wrong
 * password and an identity without one. The password is hashed between two transactions, so that no connection waits.
 *
 * Returns wrong-credentials and locked as problems, since the failure that they count must stay counted.
 */
export async function signIn(
  db: Database,
  secretKey: Buffer,
  credentials: Credentials,
  request: Where,
  now: Date,
): Promise<Outcome | Problem> {
  const browserHash = credentials.browserToken ? hashToken(credentials.browserToken) : null
  const attempt = await db.transaction(async (tx) => {
    const identity = await findIdentityByEmail(tx, credentials.email, now)
    const known = browserHash && (await isKnownBrowser(tx, identity?.id ?? null, browserHash))
    const subjects = throttleSubjects(secretKey, {
      email: credentials.email,
      knownBrowser: known ? browserHash : null,
      ip: request.ip,
    })
    return { identity, subjects, waitSeconds: await findWaitSeconds(tx, subjects, 'password', now) }
  })
  if (attempt.waitSeconds > 0) return problem('locked', { retryAfterSeconds: attempt.waitSeconds })

  const { identity, subjects } = attempt
  const proved = await verifyPassword(identity?.passwordHash ?? null, credentials.password)
  if (!identity || !proved)
    return db.transaction((tx) => refuse(tx, identity, subjects, request, now))
  const rehashed =
    identity.passwordHash && needsRehash(identity.passwordHash)
      ? await hashPassword(credentials.password)
      : null

  return db.transaction(async (tx) => {
    // The password may have been changed, or guessed at too often, while it was being hashed.
    const [hash, waitSeconds] = await Promise.all([
      holdPassword(tx, identity.id, rehashed ? 'change' : 'use'),
      takeTurn(tx, subjects, 'password', now),
    ])
    if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
    if (hash !== identity.passwordHash) return problem('wrong-credentials')
    const evidence = ownProof('password', now)
    const from = { transport: credentials.transport, browserHash }
    const [loginId] = await Promise.all([
      startLogin(tx, identity.id, from, now),
      rehashed && rehashPassword(tx, identity.id, rehashed),
      clearFailures(tx, subjects, 'password'),
      rememberBrowser(tx, identity.id, browserHash, now),
      addIdentityEvent(tx, identity.id, 'signed-in', request, now),
      endLoginOfSession(tx, credentials.sessionToken, now),
    ])
    await addEvidence(tx, loginId, evidence)
    return findTheWayIn(tx, identity, loginId, evidence, request, now)
  })
}

/** LG2: with one organization straight to its door, unless it was never entered before; else the picker. */
async function findTheWayIn(
  tx: Tx,
  identity: Identity,
  loginId: LoginId,
  evidence: Evidence,
  request: Where,
  now: Date,
): Promise<Outcome> {
  await actAs(tx, identity.id)
  const proved = { evidence: [evidence], standing: identity.standing }
  const memberships = keepInSight(await tx.query<Membership>(ownMemberships), proved)
  const from = { identityId: identity.id, loginId, sourceSessionId: null }

  const [only, ...others] = memberships.filter((m) => m.status !== 'invited')
  if (only?.entered && others.length === 0) {
    const decision = decideFor(only, proved, undefined, now)
    if (decision.enter) return enter(tx, { ...from, pendingId: null }, only, request, now)
    const targetMemberId = only.memberId
    const pending = await startPending(tx, { ...from, pendingId: null, targetMemberId }, now)
    return challenged(tx, pending, only, decision.missing)
  }
  const pending = await startPending(tx, { ...from, pendingId: null, targetMemberId: null }, now)
  return chosen(pending, toRows(memberships, proved, null, new Map(), now))
}

/**
 * Counts a wrong guess. While it was being checked others may have locked this proof: then the answer says that, as it
 * would to the right password, or a burst of guesses could still be told apart by it (LG8).
 */
async function refuse(
  tx: Tx,
  identity: Identity | null,
  subjects: readonly Subject[],
  request: Where,
  now: Date,
): Promise<Problem> {
  const waitSeconds = await takeTurn(tx, subjects, 'password', now)
  if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
  const guess = { subjects, proof: 'password' } as const
  await refuseGuess(tx, identity?.id ?? null, guess, request, now)
  return problem('wrong-credentials')
}
