import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import { problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Holding } from '#server/roles/holds-more.ts'

/** A member who is to become a guest account, or to be one no more (DR1). */
export interface Guest {
  id: MemberId
  guest: boolean
  role: Holding
}

/**
 * Finds members in bulk and holds their rows until the transaction ends.
 *
 * @throws not-found where one of them is no member of this organization
 */
export async function listGuestsToChange(tx: Tx, ids: readonly MemberId[]): Promise<Guest[]> {
  // Two statements: the second sees what whoever was waited for has written. In order, so that nobody waits in a circle.
  await tx.query(
    sql`select from members where id = any(${ids}::uuid[]) order by id for no key update`,
  )
  const rows = await tx.query<
    Omit<Guest, 'role'> & { template: RoleTemplate | null } & Omit<Holding, 'template'>
  >(sql`
    select m.id, m.guest, r.template, r.permissions, r.restrictions
    from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where m.id = any(${ids}::uuid[])`)
  if (rows.length < new Set(ids.map((id) => id.toLowerCase())).size) throw problem('not-found')
  return rows.map(({ id, guest, ...role }) => ({ id, guest, role }))
}

/** Writes it; acts on the next request of each (DR2). */
export async function replaceGuests(
  tx: Tx,
  ids: readonly MemberId[],
  guest: boolean,
): Promise<void> {
  await tx.query(sql`update members set guest = ${guest} where id = any(${ids}::uuid[])`)
}
