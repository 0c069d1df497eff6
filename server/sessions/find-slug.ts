import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { sees, sightOf } from '#server/door/sight.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * The present slug of an organization that the caller may enter and be told of, by any that it has had (OR5). Of all others
 * it is refused alike: somebody else's, nobody's, one that is being deleted (SW6). Runs unconfined: slugs lie over all
 * organizations, and the rows of members that are read are the caller's own.
 *
 * @throws not-found
 */
export async function findSlug(tx: Tx, caller: Caller, slug: string): Promise<{ slug: string }> {
  const [found] = await tx.query<{ organizationId: OrganizationId; slug: string }>(sql`
    select n.organization_id as "organizationId", n.slug from slug_now(${slug}) n
    join members m on m.organization_id = n.organization_id and m.identity_id = current_identity_id()
      and m.status in ('registering', 'active')`)
  if (!found || !sees(sightOf(caller), found.organizationId)) throw problem('not-found')
  return { slug: found.slug }
}
