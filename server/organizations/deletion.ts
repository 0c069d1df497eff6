import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

// The thirty days before an organization is erased (OR2). Everything that reads asks for those that are active, so from the
// commit on nobody is in it, on whichever process.

const daysToUndo = 30

/** Marks the organization as being deleted, inside its walls; returns until when it can be kept. Null: it is already. */
export async function startDeletion(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<Date | null> {
  const until = new Date(now.getTime() + daysToUndo * 86_400_000)
  const marked = await tx.query(sql`
    update organizations set status = 'deleting', deleting_until = ${until}
    where id = ${organizationId} and status = 'active' returning id`)
  return marked.length > 0 ? until : null
}

/** Gives an organization no time any more, whatever it had; false where erasing has begun. Inside its walls. */
export async function endGrace(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<boolean> {
  const marked = await tx.query(sql`
    update organizations set status = 'deleting', deleting_until = ${now}
    where id = ${organizationId} and erasing_since is null returning id`)
  return marked.length > 0
}

/** Takes the mark off, inside its walls; false where there is none, or where erasing has begun. */
export async function endDeletion(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<boolean> {
  const kept = await tx.query(sql`
    update organizations set status = 'active', deleting_until = null
    where id = ${organizationId} and status = 'deleting' and deleting_until > ${now} and erasing_since is null returning id`)
  return kept.length > 0
}

/**
 * Ends what an organization that is being deleted has in the identity plane: its sessions, and whoever is on the way in. So
 * nothing of that comes back with it. Runs unconfined.
 */
export async function stopOrganization(
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<void> {
  await tx.query(sql`select stop_organization(${organizationId}, ${now})`)
}

/** Whether the transaction's organization is the one that was marked until then. Runs confined. */
export async function isInDeletion(tx: Tx, until: string): Promise<boolean> {
  const rows = await tx.query(
    sql`select from organizations where status = 'deleting' and deleting_until = ${until}::timestamptz`,
  )
  return rows.length > 0
}
