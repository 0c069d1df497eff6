import {
  findOrganization,
  type KnownOrganization,
} from '#server/organizations/find-organization.ts'
import type { Tx } from '#server/platform/database.ts'
import { StartError } from '#server/platform/start-error.ts'

/** The organization that a command names; confines the transaction to it. */
export async function getOrganizationOf(tx: Tx, slug: string): Promise<KnownOrganization> {
  const organization = await findOrganization(tx, slug)
  if (!organization)
    throw new StartError(`There is no organization "${slug}". See foyer list-organizations`)
  return organization
}
