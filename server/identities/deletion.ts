import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

// The seven days before an identity is deleted (PW7). Identity plane: runs unconfined.

const daysToUndo = 7

/** Marks an identity as to be deleted; what is marked already keeps its date. Returns when, and whether it is new. */
export async function startDeletion(
  tx: Tx,
  identityId: IdentityId,
  now: Date,
): Promise<{ dueAt: Date; begun: boolean }> {
  const dueAt = new Date(now.getTime() + daysToUndo * 86_400_000)
  const [row] = await tx.query<{ dueAt: Date; begun: boolean }>(sql`
    with before as (select id, deletion_due_at from identities where id = ${identityId} for no key update)
    update identities i set deletion_due_at = coalesce(before.deletion_due_at, ${dueAt}) from before where i.id = before.id
    returning i.deletion_due_at as "dueAt", before.deletion_due_at is null as begun`)
  if (!row) throw new Error('an identity was deleted while it was being marked')
  return row
}

/** Takes the mark off; false where there is none. */
export async function endDeletion(tx: Tx, identityId: IdentityId): Promise<boolean> {
  const ended = await tx.query(sql`update identities set deletion_due_at = null
    where id = ${identityId} and deletion_due_at is not null returning id`)
  return ended.length > 0
}
