import type { Identity } from '#server/identities/identity.ts'
import { isRegisteredElsewhere } from '#server/members/registered-elsewhere.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Whether an address is an account already: its mailbox was ever proved, or somebody entered an organization by it (US8). Who
 * was only added or invited is new. The same statements for whomever it is. Runs unconfined.
 */
export async function hasAccount(
  tx: Tx,
  identity: Identity | null,
  email: string,
  now: Date,
): Promise<boolean> {
  const who = { identityId: identity?.id ?? null, email }
  const registered = await isRegisteredElsewhere(tx, who, null, now)
  return registered || (identity !== null && identity.mailboxProvedAt !== null)
}
