import sql, { type Sql } from 'sql-template-tag'
import type { AccessLinkId, HubId, OrganizationId } from '#api/common.ts'
import type { AccessLink } from '#api/joining.ts'
import type { Place } from '#server/members/may-join.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'

// By which anybody can register who proves a mailbox (US6). Of its token we keep only the hash.

type Row = Omit<AccessLink, 'expiresAt' | 'createdAt' | 'status'> & {
  expiresAt: Date | null
  createdAt: Date
  revokedAt: Date | null
}

const columns = sql`l.id, l.name, l.domains, l.expires_at as "expiresAt", l.uses_max as "usesMax", l.uses,
  (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'name', h.name) order by lower(h.name), h.id), '[]')
    from hubs h where h.organization_id = l.organization_id and h.id = any(l.hub_ids)) as hubs,
  l.created_by as "createdBy", l.created_at as "createdAt", l.revoked_at as "revokedAt"`

/** Of those that are shut the newest are shown; all that are open always are. */
const shutShown = 200

/** The newest first. */
export async function listAccessLinks(tx: Tx, now: Date): Promise<{ items: AccessLink[] }> {
  const rows = await tx.query<Row>(sql`
    select ${columns} from access_links l where ${isOpen(now)} or l.id in (
      select s.id from access_links s where s.revoked_at is not null or s.expires_at <= ${now} or s.uses >= s.uses_max
      order by s.created_at desc, s.id desc limit ${shutShown})
    order by l.created_at desc, l.id desc`)
  return { items: rows.map((row) => readAccessLink(row, now)) }
}

/** How many still let anybody in. */
export async function countOpenLinks(tx: Tx, now: Date): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    sql`select count(*) as count from access_links l where ${isOpen(now)}`,
  )
  return row?.count ?? 0
}

const isOpen = (now: Date): Sql =>
  sql`(l.revoked_at is null and coalesce(l.expires_at > ${now}, true) and coalesce(l.uses < l.uses_max, true))`

export async function addAccessLink(
  tx: Tx,
  organizationId: OrganizationId,
  link: Pick<AccessLink, 'name' | 'domains' | 'usesMax' | 'createdBy'> & {
    hubIds: readonly HubId[]
    expiresAt: Date | null
    tokenHash: Buffer
  },
  now: Date,
): Promise<AccessLink> {
  const [row] = await tx.query<Row>(sql`
    insert into access_links as l (organization_id, name, token_hash, domains, hub_ids, expires_at, uses_max, created_by, created_at)
    values (${organizationId}, ${link.name}, ${link.tokenHash}, ${link.domains}, ${link.hubIds}::uuid[], ${link.expiresAt},
      ${link.usesMax},
      ${link.createdBy}, ${now})
    returning ${columns}`)
  if (!row) throw new Error('an access link was not made')
  return readAccessLink(row, now)
}

/** Shuts a link; what it was called. Null where there is none, or it is shut already by somebody. */
export async function shutAccessLink(tx: Tx, id: AccessLinkId, now: Date): Promise<string | null> {
  const [row] = await tx.query<{ name: string }>(sql`
    update access_links set revoked_at = ${now} where id = ${id} and revoked_at is null returning name`)
  return row?.name ?? null
}

/**
 * Goes into the organization whose access link it is, of which nothing is known before: comes unconfined, and from here on
 * this transaction is confined there. Null for a token that nobody made, and where the organization is not active.
 */
export async function followAccessLink(
  tx: Tx,
  token: string,
): Promise<{ organizationId: OrganizationId; accessLinkId: AccessLinkId } | null> {
  const [found] = await tx.query<{ organizationId: OrganizationId; accessLinkId: AccessLinkId }>(
    sql`select organization_id as "organizationId", access_link_id as "accessLinkId" from access_link_of(${hashToken(token)})`,
  )
  if (found) await confine(tx, found.organizationId)
  return found ?? null
}

/** How it stands with a link, for somebody with this address; null: for nobody in particular. Runs confined. */
export async function findPlace(
  tx: Tx,
  id: AccessLinkId,
  email: string | null,
  now: Date,
): Promise<{ place: Place; domains: string[] }> {
  const [row] = await tx.query<Row & { active: boolean; signUp: boolean }>(sql`
    select ${columns}, o.status = 'active' as active,
      coalesce((select r.external_sign_up from joining_rules r where r.organization_id = l.organization_id), false) as "signUp"
    from access_links l join organizations o on o.id = l.organization_id where l.id = ${id}`)
  if (!row) return { place: 'link-revoked', domains: [] }
  const { active, signUp, domains, ...link } = row
  if (!active) return { place: 'in-deletion', domains }
  if (!signUp) return { place: 'way-off', domains }
  const status = statusOf(link, now)
  if (status === 'revoked') return { place: 'link-revoked', domains }
  if (status === 'expired') return { place: 'link-expired', domains }
  if (status === 'used-up') return { place: 'link-used-up', domains }
  const listed = email === null || domains.length === 0 || domains.includes(domainOf(email))
  return { place: listed ? 'open' : 'domain-not-listed', domains }
}

const domainOf = (email: string) => email.slice(email.lastIndexOf('@') + 1)

/**
 * Counts somebody in, unless the link has been shut or used up meanwhile: of those who come at once as many as it has uses
 * left. Runs confined, and holds the link until the transaction ends.
 */
export async function takeUse(tx: Tx, id: AccessLinkId, now: Date): Promise<boolean> {
  const taken = await tx.query(sql`
    update access_links l set uses = l.uses + 1 where l.id = ${id} and ${isOpen(now)} returning l.id`)
  return taken.length > 0
}

/** Which hubs a link gives; of some that may have been deleted since. Runs confined. */
export async function listHubIdsOfLink(tx: Tx, id: AccessLinkId): Promise<HubId[]> {
  const [row] = await tx.query<{ hubIds: HubId[] }>(
    sql`select hub_ids as "hubIds" from access_links where id = ${id}`,
  )
  return row?.hubIds ?? []
}

function readAccessLink({ revokedAt, ...link }: Row, now: Date): AccessLink {
  return {
    ...link,
    expiresAt: link.expiresAt?.toISOString() ?? null,
    createdAt: link.createdAt.toISOString(),
    status: statusOf({ ...link, revokedAt }, now),
  }
}

function statusOf(
  {
    revokedAt,
    expiresAt,
    usesMax,
    uses,
  }: Pick<Row, 'revokedAt' | 'expiresAt' | 'usesMax' | 'uses'>,
  now: Date,
): AccessLink['status'] {
  if (revokedAt) return 'revoked'
  if (expiresAt && expiresAt <= now) return 'expired'
  return usesMax !== null && uses >= usesMax ? 'used-up' : 'open'
}
