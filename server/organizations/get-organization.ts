import sql from 'sql-template-tag'
import type { Organization } from '#api/organizations.ts'
import type { Tx } from '#server/platform/database.ts'

/** The settings of the one organization that a confined transaction sees (OR1). */
export async function getOrganization(tx: Tx): Promise<Organization> {
  const [row] = await tx.query<Organization>(sql`
    select id, name, slug, null as "logoUrl", country, language, currency, time_zone as "timeZone"
    from organizations where id = current_organization_id()`)
  if (!row) throw new Error('a confined transaction sees no organization')
  return row
}
