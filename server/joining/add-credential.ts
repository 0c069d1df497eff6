import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { replacePasswordByMailbox } from '#server/credentials/replace-password-by-mailbox.ts'
import { endDoubt } from '#server/identities/end-doubt.ts'
import { addIdentity, holdPassword, type Identity } from '#server/identities/identity.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Joining } from './joining.ts'

/**
 * Gives somebody whose joining has proved their mailbox the password that they chose: the identity that was added or invited
 * elsewhere and never entered, with its rows, or a new one. What was set before the mailbox was proved is void (US3). Runs
 * unconfined.
 */
export async function addCredential(
  tx: Tx,
  { email, createdAt }: Joining,
  hash: string,
  request: Where,
  now: Date,
): Promise<Identity> {
  const identity = await addIdentity(tx, email, now)
  const identityId: IdentityId = identity.id
  await tx.query(sql`select from identities where id = ${identityId} for no key update`)
  const replaced = (await holdPassword(tx, identityId, 'change')) !== null
  await endDoubt(tx, identityId, createdAt, now)
  const told = replaced && identity.mailboxProvedAt !== null
  await replacePasswordByMailbox(tx, { identityId, email, hash, told }, request, now)
  return identity
}
