import { problem } from '#api/problem.ts'
import { replacePassword } from '#server/identities/identity.ts'
import { hashPassword } from '#server/identities/password.ts'
import { endPasswordLink, findPasswordLink } from '#server/identities/password-link.ts'
import { refuseWeakPassword } from '#server/identities/password-strength.ts'
import type { Database } from '#server/platform/database.ts'
import { endLoginsOf } from '#server/sessions/login.ts'

/**
 * Sets the password of an identity through its mailbox, which this proves (US3). Whoever was signed in with an earlier
 * one is signed out. Being mailed a link is no evidence: one signs in afterwards (DR1).
 *
 * @throws link-not-valid, password-too-weak
 */
export async function setPassword(
  db: Database,
  change: { token: string; password: string },
  now: Date,
): Promise<{ email: string }> {
  const link = await db.transaction((tx) => findPasswordLink(tx, change.token, now))
  if (!link) throw problem('link-not-valid')
  await refuseWeakPassword(change.password, link.email, '#/password')
  const hash = await hashPassword(change.password)
  return db.transaction(async (tx) => {
    if (!(await endPasswordLink(tx, link.id, link.identityId, now))) throw problem('link-not-valid')
    await replacePassword(tx, link.identityId, hash, now)
    await endLoginsOf(tx, link.identityId, null, 'password-set', now)
    return { email: link.email }
  })
}
