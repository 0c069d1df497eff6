import type { KnownOrganization } from '#server/organizations/find-organization.ts'
import { listAllOrganizations } from '#server/organizations/list-all-organizations.ts'
import type { Database } from '#server/platform/database.ts'
import { getOrganizationOf } from './get-organization-of.ts'

/** The one that a command names, or all. */
export async function* chosenOrganizations(
  database: Database,
  slug: string | null,
): AsyncGenerator<KnownOrganization> {
  if (slug === null) yield* listAllOrganizations(database)
  else yield await database.transaction((tx) => getOrganizationOf(tx, slug))
}
