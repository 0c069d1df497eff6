import sql from 'sql-template-tag'
import type { FileId } from '#api/common.ts'
import type { Organization } from '#api/organizations.ts'
import type { Tx } from '#server/platform/database.ts'
import { logoUrl } from './logo-url.ts'
import { readConfiguration } from './read-configuration.ts'

type Row = Omit<Organization, 'logoUrl' | 'configuration'> & {
  logoId: FileId | null
  configuration: string
}

/** The settings of the one organization that a confined transaction sees (OR1). */
export async function getOrganization(tx: Tx): Promise<Organization> {
  const [row] = await tx.query<Row>(sql`
    select id, name, slug, logo_id as "logoId", country, language, currency, time_zone as "timeZone", configuration::text
    from organizations where id = current_organization_id()`)
  if (!row) throw new Error('a confined transaction sees no organization')
  const { logoId, configuration, ...organization } = row
  return {
    ...organization,
    logoUrl: logoUrl(logoId),
    configuration: readConfiguration(configuration),
  }
}
