import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'

// Changes of an identity's address (PW6). Identity plane: every function here runs unconfined.

const daysToUndo = 7

/** A change that the old mailbox can still undo. */
export interface EmailChange {
  id: string
  identityId: IdentityId
  oldEmail: string
  newEmail: string
  changedAt: Date
}

/** Notes a change; returns the token of the link that undoes it, and until when that is good. */
export async function addEmailChange(
  tx: Tx,
  change: { identityId: IdentityId; oldEmail: string; newEmail: string },
  now: Date,
): Promise<{ token: string; undoUntil: Date }> {
  const { token, hash } = newToken('link')
  const undoUntil = new Date(now.getTime() + daysToUndo * 86_400_000)
  await tx.query(sql`
    insert into email_changes (identity_id, old_email, new_email, token_hash, changed_at, undo_until)
    values (${change.identityId}, ${change.oldEmail}, ${change.newEmail}, ${hash}, ${now}, ${undoUntil})`)
  return { token, undoUntil }
}

/** Which change a mailed link undoes, while it is good. */
export async function findEmailChange(
  tx: Tx,
  token: string,
  now: Date,
): Promise<EmailChange | null> {
  const [row] = await tx.query<EmailChange>(sql`
    select id, identity_id as "identityId", old_email as "oldEmail", new_email as "newEmail", changed_at as "changedAt"
    from email_changes where token_hash = ${hashToken(token)} and undone_at is null and undo_until > ${now}`)
  return row ?? null
}

/**
 * Marks a change as undone, and all that came after it: a thief who changed the address twice cannot take it back with the
 * link in their own mailbox. False where another request was first.
 */
export async function endEmailChange(tx: Tx, change: EmailChange, now: Date): Promise<boolean> {
  const ended = await tx.query<{ id: string }>(sql`
    update email_changes set undone_at = ${now}
    where identity_id = ${change.identityId} and undone_at is null
      and (changed_at, id) >= (${change.changedAt}::timestamptz, ${change.id}::uuid)
    returning id`)
  return ended.some(({ id }) => id === change.id)
}

/** Whether an address is somebody else's, or may become theirs again. Whoever writes it then holds it (`lockAddresses`). */
export async function isTaken(
  tx: Tx,
  email: string,
  identityId: IdentityId,
  now: Date,
): Promise<boolean> {
  const holders = await tx.query(sql`
    select id from identities where email = ${email} and id <> ${identityId}
    union all
    select identity_id from email_changes
    where old_email = ${email} and identity_id <> ${identityId} and undone_at is null and undo_until > ${now}`)
  return holders.length > 0
}
