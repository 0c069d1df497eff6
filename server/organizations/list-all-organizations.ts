import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { Database } from '#server/platform/database.ts'
import { enterOrganization, type KnownOrganization } from './find-organization.ts'

const idsMax = 500

/** Every organization of this database, the oldest first, each read inside its own walls (OP4). */
export async function* listAllOrganizations(db: Database): AsyncGenerator<KnownOrganization> {
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const from = after
    // Slugs lie in the identity plane: the one place that names all organizations.
    const found = await db.transaction((tx) =>
      tx.query<{ id: OrganizationId }>(sql`
        select distinct organization_id as id from organization_slugs where organization_id > ${from}
        order by organization_id limit ${idsMax}`),
    )
    for (const { id } of found) {
      const organization = await db.transaction((tx) => enterOrganization(tx, id))
      if (organization) yield organization
      after = id
    }
    if (found.length < idsMax) return
  }
}
