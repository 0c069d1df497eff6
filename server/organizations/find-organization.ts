import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { confine, type Tx } from '#server/platform/database.ts'

/** An organization as whoever runs the server sees it (OP4). */
export interface KnownOrganization {
  id: OrganizationId
  name: string
  slug: string
  status: 'active' | 'suspended' | 'deleting'
  /** Of one that is being deleted: until when it can be kept. */
  deletingUntil: Date | null
  createdAt: Date
}

/** The organization of a slug, also of an earlier one and whatever its status; confines the transaction to it. */
export async function findOrganization(tx: Tx, slug: string): Promise<KnownOrganization | null> {
  const [found] = await tx.query<{ id: OrganizationId }>(sql`
    select organization_id as id from organization_slugs where slug = ${slug} and organization_id is not null`)
  return found ? enterOrganization(tx, found.id) : null
}

/** Confines the transaction to an organization, and says which it is; null where it has just gone. */
export async function enterOrganization(
  tx: Tx,
  id: OrganizationId,
): Promise<KnownOrganization | null> {
  await confine(tx, id)
  const [row] = await tx.query<KnownOrganization>(sql`
    select id, name, slug, status, deleting_until as "deletingUntil", created_at as "createdAt" from organizations`)
  return row ?? null
}
