import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { fromCommand } from '#server/audit/from-command.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { findIdentityByEmail } from '#server/identities/identity.ts'
import { findLockEnd, unlockIdentity } from '#server/identities/unlock.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Ends somebody's wait after failed attempts from the command line (OP4), never the cap of a day (LG8). Answers until when it
 * would have lasted; null: there was none, only counts that are forgotten now. Runs unconfined.
 */
export async function unlockByCommand(
  tx: Tx,
  secretKey: Buffer,
  email: string,
  now: Date,
): Promise<{ lockedUntil: Date | null } | 'unknown'> {
  const identity = await findIdentityByEmail(tx, email, now)
  if (!identity) return 'unknown'
  const lockedUntil = await findLockEnd(tx, secretKey, identity, now)
  await unlockIdentity(tx, secretKey, identity)
  const request = fromCommand()
  await addIdentityEvent(tx, identity.id, 'unlocked', request, now)
  const event = { action: 'user.unlocked', details: { by: 'operator' } }
  await addHomeAuditEvent(tx, identity.id, request, event, now)
  return { lockedUntil }
}
