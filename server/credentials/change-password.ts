import type { Step } from '#api/door.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { findIdentityByEmail, holdPassword, replacePassword } from '#server/identities/identity.ts'
import { hashPassword } from '#server/identities/password.ts'
import { endPasswordLinks } from '#server/identities/password-link.ts'
import { type PasswordRules, refuseBadPassword } from '#server/identities/refuse-bad-password.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { actAs, confine, type Tx } from '#server/platform/database.ts'
import { forgetBrowsers } from '#server/sessions/known-browser.ts'
import { languageFor } from '#server/sessions/language-for.ts'
import { addEvidence, endLoginsOf, ownProof } from '#server/sessions/login.ts'
import { decideAtDoor, type Membership, ownMembership } from '#server/sessions/membership.ts'
import {
  endPendingOf,
  findPendingTarget,
  type Pending,
  rotatePending,
} from '#server/sessions/pending.ts'
import { checkPassword } from '#server/sessions/prove-password.ts'

/**
 * Changes the one password of an identity, for all of its organizations, and ends every other log-in of it (PW1). In place of
 * a temporary one as well; what an administrator's reset has put in doubt stays in doubt (PW4). Only where nothing else is
 * missing: whoever stole a password does not get so far with it alone as to replace it (LG2).
 *
 * @throws organization-not-chosen, step-up-required, password-too-weak; returns wrong-password and locked, which are counted
 */
export async function changePassword(
  rules: PasswordRules,
  secretKey: Buffer,
  caller: Caller,
  change: { currentPassword: string; newPassword: string },
  request: Where,
  now: Date,
): Promise<Problem | Pending | null> {
  const { db } = rules
  const before = await db.transaction(async (tx) => {
    await requireLastStep(tx, caller, now)
    return findIdentityByEmail(tx, caller.email, now)
  })
  const refusal = await checkPassword(db, secretKey, caller, change.currentPassword, request, now)
  if (refusal) return refusal
  if (!before) return problem('wrong-password')
  if (change.newPassword === change.currentPassword) throw samePassword()
  await refuseBadPassword(rules, before, change.newPassword, '#/newPassword')
  const hash = await hashPassword(change.newPassword)

  return db.transaction(async (tx) => {
    await requireLastStep(tx, await holdCaller(tx, caller), now)
    // Somebody else who held the old password was quicker: theirs counts, and ours was checked against the old one.
    if ((await holdPassword(tx, before.id, 'change')) !== before.passwordHash)
      return problem('wrong-password')
    await replacePassword(tx, before.id, hash, now)
    await endPasswordLinks(tx, before.id, now, ['first', 'reset'])
    await addEvidence(tx, caller.loginId, ownProof('password', now))
    await endLoginsOf(tx, before.id, caller.loginId, 'password-changed', now)
    await forgetBrowsers(tx, before.id, caller.loginId)
    await addIdentityEvent(tx, before.id, 'password-changed', request, now)
    const language = await languageFor(tx, caller)
    await queueMail(tx, { to: before.email, template: 'password-changed', language, values: {} })
    if (caller.kind === 'pending') return rotatePending(tx, caller)
    // A pending switch of this log-in stands on the old password (LG2).
    await endPendingOf(tx, caller.loginId)
    await confine(tx, caller.organizationId)
    await addAuditEvent(
      tx,
      caller,
      request,
      { action: 'password.changed', subjectId: caller.memberId },
      now,
    )
    return null
  })
}

/** Inside an open door, or before one that asks for nothing but the new password. */
async function requireLastStep(tx: Tx, caller: Caller, now: Date): Promise<void> {
  if (caller.kind === 'session' && isLastStep(caller.missing)) return
  const atTarget = await findMissingAtTarget(tx, caller, now)
  if (atTarget && isLastStep(atTarget)) return
  // A session is told of its own door, although it may have begun a switch to another.
  const missing = caller.kind === 'session' ? caller.missing : atTarget
  throw missing ? problem('step-up-required', { missing }) : problem('organization-not-chosen')
}

const isLastStep = (missing: readonly Step[]) =>
  missing.every(({ kind }) => kind === 'new_password')

/**
 * What is missing at the door to which somebody is under way; null: to none, or to one that is open. A browser shows its
 * session also while it switches, and there its door may be shut: what the other door asks can be given all the same.
 */
async function findMissingAtTarget(
  tx: Tx,
  caller: Caller,
  now: Date,
): Promise<readonly Step[] | null> {
  const memberId =
    caller.kind === 'pending'
      ? caller.targetMemberId
      : await findPendingTarget(tx, caller.loginId, now)
  await actAs(tx, caller.identityId)
  const [target] = memberId ? await tx.query<Membership>(ownMembership(memberId)) : []
  const decision = target && (await decideAtDoor(tx, target, caller, now))
  return !decision || decision.enter ? null : decision.missing
}

const samePassword = () =>
  problem('password-too-weak', {
    errors: [
      {
        pointer: '#/newPassword',
        detail: 'is the password that you have now',
        code: 'same-password',
      },
    ],
  })
