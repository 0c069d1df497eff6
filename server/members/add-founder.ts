import sql from 'sql-template-tag'
import type { IdentityId, MemberId, OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Makes a person the Owner of the organization that is being made (CR6). They may enter at once; their profile is empty, as
 * in every new organization (PR1), unless they have just said how they are called (US8).
 */
export async function addFounder(
  tx: Tx,
  organizationId: OrganizationId,
  who: { identityId: IdentityId; email: string },
  { firstName, lastName }: { firstName: string; lastName: string },
  now: Date,
): Promise<MemberId> {
  const [row] = await tx.query<{ id: MemberId }>(sql`
    insert into members (organization_id, identity_id, email, status, source, role_id, registered_at, first_name, last_name)
    select organization_id, ${who.identityId}, ${who.email}, 'active', 'founder', id, ${now}, ${firstName}, ${lastName}
    from roles where organization_id = ${organizationId} and template = 'owner'
    returning id`)
  if (!row) throw new Error('a founder was not added')
  return row.id
}
