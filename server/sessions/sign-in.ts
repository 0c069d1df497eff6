import sql from 'sql-template-tag'
import type { LoginId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Evidence } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import {
  findIdentityByEmail,
  holdPassword,
  type Identity,
  rehashPassword,
} from '#server/identities/identity.ts'
import { hashPassword, needsRehash, verifyPassword } from '#server/identities/password.ts'
import {
  clearFailures,
  countFailure,
  findWaitSeconds,
  type Subject,
  throttleSubjects,
} from '#server/identities/throttle.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { actAs, type Database, type Tx } from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'
import { enter } from './enter.ts'
import { addEvidence, endLogin, startLogin } from './login.ts'
import { decideFor, type Membership, ownMemberships, toRows } from './membership.ts'
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
  const attempt = await db.transaction(async (tx) => {
    const identity = await findIdentityByEmail(tx, credentials.email, now)
    const knownBrowser = await findKnownBrowser(tx, identity, credentials.browserToken)
    const subjects = throttleSubjects(secretKey, {
      email: credentials.email,
      knownBrowser,
      ip: request.ip,
    })
    return { identity, subjects, waitSeconds: await findWaitSeconds(tx, subjects, 'password', now) }
  })
  if (attempt.waitSeconds > 0) return problem('locked', { retryAfterSeconds: attempt.waitSeconds })

  const { identity, subjects } = attempt
  const proved = await verifyPassword(identity?.passwordHash ?? null, credentials.password)
  if (!identity || !proved) return db.transaction((tx) => refuseGuess(tx, identity, subjects, now))
  const rehashed =
    identity.passwordHash && needsRehash(identity.passwordHash)
      ? await hashPassword(credentials.password)
      : null

  return db.transaction(async (tx) => {
    // The password may have been changed, or guessed at too often, while it was being hashed.
    const hash = await holdPassword(tx, identity.id, rehashed ? 'change' : 'use')
    if (hash !== identity.passwordHash) return problem('wrong-credentials')
    const waitSeconds = await findWaitSeconds(tx, subjects, 'password', now)
    if (waitSeconds > 0) return problem('locked', { retryAfterSeconds: waitSeconds })
    if (rehashed) await rehashPassword(tx, identity.id, rehashed)
    await clearFailures(tx, subjects, 'password')
    await endLoginOfSession(tx, credentials.sessionToken, now)
    if (credentials.browserToken) await rememberBrowser(tx, identity, credentials.browserToken, now)

    const evidence: Evidence = { kind: 'password', connectionId: null, at: now }
    const loginId = await startLogin(tx, identity.id, credentials.transport, now)
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
  const memberships = await tx.query<Membership>(ownMemberships)
  const proved = { evidence: [evidence], standing: identity.standing }
  const from = { identityId: identity.id, loginId, sourceSessionId: null }

  const [only, ...others] = memberships.filter((m) => m.status !== 'invited')
  if (only?.entered && others.length === 0) {
    const decision = decideFor(only, proved, undefined, now)
    if (decision.enter) return enter(tx, { ...from, pendingId: null }, only, request, now)
    const targetMemberId = only.memberId
    const pending = await startPending(tx, { ...from, pendingId: null, targetMemberId }, now)
    return challenged(pending, only, decision.missing)
  }
  const pending = await startPending(tx, { ...from, pendingId: null, targetMemberId: null }, now)
  return chosen(pending, toRows(memberships, proved, null, new Map(), now).organizations)
}

/**
 * Counts a wrong guess. While it was being checked others may have locked this proof: then the answer says that, as it
 * would to the right password, or a burst of guesses could still be told apart by it (LG8).
 */
async function refuseGuess(
  tx: Tx,
  identity: Identity | null,
  subjects: readonly Subject[],
  now: Date,
): Promise<Problem> {
  const waitSeconds = await findWaitSeconds(tx, subjects, 'password', now)
  const { lockedNow } = await countFailure(tx, subjects, 'password', now)
  if (lockedNow && identity?.mailboxProvedAt)
    await queueMail(tx, {
      to: identity.email,
      template: 'sign-in-locked',
      language: 'en',
      values: {},
    })
  return waitSeconds > 0
    ? problem('locked', { retryAfterSeconds: waitSeconds })
    : problem('wrong-credentials')
}

/**
 * A browser in which this identity has signed in before has a counter of its own (LG8). Asked for an unknown e-mail as
 * well: one statement less could be measured (LG1).
 */
async function findKnownBrowser(
  tx: Tx,
  identity: Identity | null,
  token: string | null,
): Promise<Buffer | null> {
  if (!token) return null
  const hash = hashToken(token)
  const rows = await tx.query(
    sql`select from known_browsers where identity_id = ${identity?.id ?? null} and browser_hash = ${hash}`,
  )
  return rows.length > 0 ? hash : null
}

async function rememberBrowser(tx: Tx, identity: Identity, token: string, now: Date) {
  await tx.query(sql`insert into known_browsers (identity_id, browser_hash, last_used_at)
    values (${identity.id}, ${hashToken(token)}, ${now})
    on conflict (identity_id, browser_hash) do update set last_used_at = excluded.last_used_at`)
}

/** Signing in again in a browser replaces the log-in that it held. */
async function endLoginOfSession(tx: Tx, sessionToken: string | null, now: Date) {
  if (!sessionToken) return
  const [row] = await tx.query<{ loginId: LoginId }>(
    sql`select login_id as "loginId" from sessions where token_hash = ${hashToken(sessionToken)} and ended_at is null`,
  )
  if (row) await endLogin(tx, row.loginId, 'replaced', now)
}
