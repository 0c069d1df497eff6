import sql from 'sql-template-tag'
import type { ConnectionId, FileId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Returned } from '#api/route.ts'
import type { findDoor as route } from '#api/sso.ts'
import { readConnections } from '#server/door/policy.ts'
import { logoUrl } from '#server/organizations/logo-url.ts'
import { lookOf } from '#server/organizations/look-of.ts'
import { readConfiguration } from '#server/organizations/read-configuration.ts'
import { confine, type Tx } from '#server/platform/database.ts'

/**
 * Whether an e-mail domain that is proved, or the address of an organization, leads to single sign-on (LG5). Whatever does not
 * is told and looked up alike: nobody's domain, an organization that there is none of, one that uses the password. Says
 * nothing of people: all addresses of a domain are one. Runs unconfined, for nobody is known yet; then inside the walls of
 * the one organization, or of none.
 *
 * @throws invalid-request unless one of both is given
 */
export async function findDoor(
  tx: Tx,
  { email, slug }: { email?: string | undefined; slug?: string | undefined },
  now: Date,
): Promise<Returned<typeof route>> {
  if ((email === undefined) === (slug === undefined)) throw oneOfBoth()
  const found =
    slug === undefined ? await findByDomain(tx, email ?? '') : await findBySlug(tx, slug)
  // Of nobody's organization: the same statements for who finds none, so that time tells nothing either.
  await confine(tx, found?.organizationId ?? nobodys)
  const [row] = await tx.query<Row>(sql`
    select o.id, o.name, o.slug, o.logo_id as "logoId", o.configuration::text, connections_of(o.id) as packed
    from organizations o join sign_in_policies p on p.organization_id = o.id
    where o.status = 'active'
      and case when p.planned_from <= ${now} then p.planned ->> 'firstFactor' else p.first_factor end = 'sso'`)
  const only = found?.connectionId
  const connections = readConnections(row?.packed ?? '[]').filter(({ id }) => !only || id === only)
  if (!row || connections.length === 0) return { door: null }
  return {
    door: {
      organization: lookOf({
        ...row,
        logoUrl: logoUrl(row.logoId),
        configuration: readConfiguration(row.configuration),
      }),
      connections: connections.map(({ id, name }) => ({ id, name })),
    },
  }
}

interface Row {
  id: OrganizationId
  name: string
  slug: string
  logoId: FileId | null
  configuration: string
  packed: string
}

const oneOfBoth = () =>
  problem('invalid-request', {
    errors: [{ pointer: '#/email', detail: 'is required, or else slug', code: 'required' }],
  })

const nobodys = '00000000-0000-0000-0000-000000000000'

interface Found {
  organizationId: OrganizationId | null
  /** The one that a domain is tied to; null: any of the organization's. */
  connectionId: ConnectionId | null
}

async function findByDomain(tx: Tx, email: string): Promise<Found | undefined> {
  const domain = email.slice(email.lastIndexOf('@') + 1)
  const [row] = await tx.query<Found>(sql`
    select organization_id as "organizationId", connection_id as "connectionId" from organization_of_domain(${domain})`)
  return row
}

async function findBySlug(tx: Tx, slug: string): Promise<Found | undefined> {
  const [row] = await tx.query<Found>(sql`
    select organization_id as "organizationId", null as "connectionId" from organization_slugs where slug = ${slug}`)
  return row
}
