import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { holdPassword, setHomeOnce } from '#server/identities/identity.ts'
import { hashPassword } from '#server/identities/password.ts'
import { endPasswordLink, findPasswordLink } from '#server/identities/password-link.ts'
import { type PasswordRules, refuseBadPassword } from '#server/identities/refuse-bad-password.ts'
import { isFounder } from '#server/members/is-founder.ts'
import { replacePasswordByMailbox } from './replace-password-by-mailbox.ts'

/**
 * Sets the password of an identity through its mailbox, which this proves (US3, PW2). Whoever was signed in with an earlier
 * one is signed out. Being mailed a link is no evidence: one signs in afterwards (DR1). And it ends no doubt, which a code
 * that is asked for after an administrator's reset alone does (PW4).
 *
 * @throws link-not-valid, password-too-weak
 */
export async function setPassword(
  rules: PasswordRules,
  change: { token: string; password: string },
  request: Where,
  now: Date,
): Promise<{ email: string }> {
  const { db } = rules
  const findLink = () =>
    db.transaction((tx) => findPasswordLink(tx, change.token, ['first', 'reset'], now))
  const link = await findLink()
  if (!link) throw problem('link-not-valid')
  const { identityId, email } = link
  const who = { id: identityId, email }
  await refuseBadPassword(rules, who, change.password, '#/password').catch(async (refusal) => {
    // The other click of a double one has set it meanwhile: no password of before.
    throw (await findLink()) ? refusal : problem('link-not-valid')
  })
  const hash = await hashPassword(change.password)
  return db.transaction(async (tx) => {
    // First, as whoever resets it does: links and passwords hang on it.
    await tx.query(sql`select from identities where id = ${identityId} for no key update`)
    const replaced = (await holdPassword(tx, identityId, 'change')) !== null
    if (!(await endPasswordLink(tx, link.id, identityId, now))) throw problem('link-not-valid')
    // For whom an organization was made on the command line has nothing left to register there (OP4).
    if (link.organizationId && (await isFounder(tx, identityId, link.organizationId)))
      await setHomeOnce(tx, identityId, link.organizationId)
    const told = replaced || link.purpose === 'reset'
    await replacePasswordByMailbox(tx, { identityId, email, hash, told }, request, now)
    return { email }
  })
}
