import sql from 'sql-template-tag'
import type { Language, OrganizationId } from '#api/common.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Database } from '#server/platform/database.ts'

const rowsMax = 2_000

/**
 * Erases an organization whose time is over, some rows in each transaction (OR2). False where it was told to stop before the
 * end; called again, it goes on there.
 */
export async function eraseOrganization(
  db: Database,
  id: OrganizationId,
  now: Date,
  signal: AbortSignal,
): Promise<boolean> {
  await startErasing(db, id, now)
  for (let more = true; more; more = await eraseSome(db, id)) if (signal.aborted) return false
  return true
}

/** From here on it cannot be kept; its owners are told, by mails that are not its own and stay when it goes. */
const startErasing = (db: Database, id: OrganizationId, now: Date) =>
  db.transaction(async (tx) => {
    const owners = await tx.query<{ email: string; language: Language; name: string }>(
      sql`select email, language, name from start_erasing(${id}, ${now})`,
    )
    for (const { email: to, language, name: organizationName } of owners)
      await queueMail(tx, {
        to,
        template: 'organization-erased',
        language,
        values: { organizationName },
      })
  })

/** Whether there was anything. */
const eraseSome = (db: Database, id: OrganizationId): Promise<boolean> =>
  db.transaction(async (tx) => {
    const [row] = await tx.query<{ place: string | null }>(
      sql`select erase_some(${id}, ${rowsMax}) as place`,
    )
    return row?.place != null
  })
