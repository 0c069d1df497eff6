import sql from 'sql-template-tag'
import type { Organization, updateOrganization as route } from '#api/organizations.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import { type Tx, unconfined } from '#server/platform/database.ts'
import { getOrganization } from './get-organization.ts'
import { replaceSlug } from './slug.ts'

type Change = Received<typeof route>['body']

/**
 * Changes settings of the caller's organization (OR1); what is left out stays, in its configuration as well.
 *
 * @throws values-refused and slug-taken at #/slug, too-many
 */
export async function updateOrganization(
  tx: Tx,
  caller: Pick<SessionCaller, 'organizationId' | 'memberId'>,
  change: Change,
  request: Where,
  now: Date,
): Promise<Organization> {
  // Held: of two changes at once the second tells what the first has left.
  await tx.query(
    sql`select from organizations where id = ${caller.organizationId} for no key update`,
  )
  const before = await getOrganization(tx)
  const slug = change.slug && (await takeSlug(tx, caller, change.slug, now))
  await tx.query(sql`update organizations set
      name = coalesce(${change.name ?? null}, name),
      slug = coalesce(${slug ?? null}, slug),
      language = coalesce(${change.language ?? null}, language),
      currency = coalesce(${change.currency ?? null}, currency),
      time_zone = coalesce(${change.timeZone ?? null}, time_zone),
      configuration = configuration || ${JSON.stringify(change.configuration ?? {})}::jsonb
    where id = ${caller.organizationId}`)
  if (Object.keys(change).length > 0)
    await addAuditEvent(
      tx,
      caller,
      request,
      {
        action: 'organization.updated',
        subjectId: caller.organizationId,
        details: changed(before, change),
      },
      now,
    )
  return getOrganization(tx)
}

/** The new one; undefined where it is the present one. */
async function takeSlug(
  tx: Tx,
  { organizationId }: Pick<SessionCaller, 'organizationId'>,
  wish: string,
  now: Date,
): Promise<string | undefined> {
  // Held, so that of two changes at once the second counts the first.
  const [present] = await tx.query<{ slug: string }>(
    sql`select slug from organizations where id = ${organizationId} for no key update`,
  )
  if (present?.slug === wish) return undefined
  // Slugs are unique over all organizations; this one's id is the only one that is written.
  await unconfined(tx, () => replaceSlug(tx, organizationId, wish, now))
  return wish
}
