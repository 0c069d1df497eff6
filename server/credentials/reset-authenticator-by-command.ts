import sql from 'sql-template-tag'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { findAuthenticator } from '#server/door/authenticator.ts'
import { findIdentityByEmail } from '#server/identities/identity.ts'
import type { Tx } from '#server/platform/database.ts'
import { mailAuthenticatorReset } from './mail-authenticator-reset.ts'

/** What came of it: until when the mailed link is good, or why there is none. */
type Begun = { expiresAt: Date } | 'unknown' | 'not-enrolled'

/**
 * Begins to remove somebody's lost authenticator from the command line (OP4): the way out for whoever has no home that could
 * (PW5). As with the home's, nothing changes before the person has confirmed it from their mailbox. Runs unconfined.
 */
export async function resetAuthenticatorByCommand(
  tx: Tx,
  email: string,
  now: Date,
): Promise<Begun> {
  // Held before it is read: or the link would go where the address was, while it is being changed (PW6).
  await tx.query(sql`select from identities where email = ${email} for no key update`)
  const identity = await findIdentityByEmail(tx, email, now)
  if (!identity) return 'unknown'
  if (!(await findAuthenticator(tx, identity.id))) return 'not-enrolled'
  const person = { identityId: identity.id, email: identity.email }
  const expiresAt = await mailAuthenticatorReset(tx, person, null, now)
  const event = { action: 'user.authenticator_reset_started', details: { by: 'operator' } }
  await addHomeAuditEvent(tx, identity.id, fromCommand(), event, now)
  return { expiresAt }
}
