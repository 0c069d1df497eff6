import sql from 'sql-template-tag'
import type { ConnectionId, MemberId, OrganizationId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { confine, type Tx, unconfined } from '#server/platform/database.ts'
import { hashToken, newToken } from '#server/platform/token.ts'
import { type Connection, findConnection, holdConnection } from './connection.ts'

// For whoever administers the provider: sets one connection up while it is not enabled, and nothing else (SS3). One a
// connection. Whose it is must be found before an organization is known, so it lies in the identity plane.

const daysValid = 7

export interface SetUpLink {
  id: string
  organizationId: OrganizationId
  connectionId: ConnectionId
  createdByMemberId: MemberId
  expiresAt: Date
}

/** Makes the link of a connection in the place of an earlier one, which stops; returns its token. Runs confined. */
export async function replaceSetUpLink(
  tx: Tx,
  link: Omit<SetUpLink, 'id' | 'expiresAt'>,
  now: Date,
): Promise<{ token: string; expiresAt: Date }> {
  const { token, hash } = newToken('link')
  const expiresAt = new Date(now.getTime() + daysValid * 86_400_000)
  await endSetUpLink(tx, link)
  await unconfined(tx, () =>
    tx.query(sql`
      insert into set_up_links (token_hash, organization_id, connection_id, created_by_member_id, created_at, expires_at)
      values (${hash}, ${link.organizationId}, ${link.connectionId}, ${link.createdByMemberId}, ${now}, ${expiresAt})`),
  )
  return { token, expiresAt }
}

/** The link of a connection stops, with what was begun by it; whether there was one. Runs confined. */
export const endSetUpLink = (
  tx: Tx,
  of: Pick<SetUpLink, 'organizationId' | 'connectionId'>,
): Promise<boolean> =>
  unconfined(tx, async () => {
    const ended = await tx.query(sql`
      delete from set_up_links where organization_id = ${of.organizationId} and connection_id = ${of.connectionId}
      returning id`)
    return ended.length > 0
  })

/** Until when links of an organization’s connections are open. Runs confined. */
export const listSetUpLinks = (
  tx: Tx,
  organizationId: OrganizationId,
  now: Date,
): Promise<Map<ConnectionId, Date>> =>
  unconfined(tx, async () => {
    const rows = await tx.query<{ connectionId: ConnectionId; expiresAt: Date }>(sql`
      select connection_id as "connectionId", expires_at as "expiresAt" from set_up_links
      where organization_id = ${organizationId} and expires_at > ${now}`)
    return new Map(rows.map(({ connectionId, expiresAt }) => [connectionId, expiresAt]))
  })

/**
 * Follows a link into the organization whose connection it sets up: comes unconfined, and from here on this transaction is
 * confined there. With `hold` the connection is held until the transaction ends, so that a link that is used up, taken back
 * or overtaken by enabling meanwhile writes nothing.
 *
 * @throws link-not-valid: unknown, used, expired, enabled meanwhile, of an organization that is not active, or of somebody who
 *   may not make one any more
 */
export async function followSetUpLink(
  tx: Tx,
  token: string,
  now: Date,
  { hold = false }: { hold?: boolean } = {},
): Promise<{ link: SetUpLink; connection: Connection }> {
  const found = await findSetUpLink(tx, token, now)
  if (!found) throw problem('link-not-valid')
  await confine(tx, found.organizationId)
  const connection = await (hold ? holdConnection : findConnection)(tx, found.connectionId)
  // Once more, now that nobody else holds the connection.
  const link = hold ? await unconfined(tx, () => findSetUpLink(tx, token, now)) : found
  if (!link || !connection || connection.status === 'enabled') throw problem('link-not-valid')
  if (!(await mayStill(tx, link.createdByMemberId))) throw problem('link-not-valid')
  return { link, connection }
}

/** Whoever made a link lends it their right, and no longer than they have it. Runs confined. */
async function mayStill(tx: Tx, memberId: MemberId): Promise<boolean> {
  const rows = await tx.query(sql`
    select from members m join roles r on r.organization_id = m.organization_id and r.id = m.role_id
    where m.id = ${memberId} and m.status = 'active'
      and (r.template = 'owner' or 'single_sign_on:edit' = any (r.permissions))`)
  return rows.length > 0
}

/** Runs unconfined. */
async function findSetUpLink(tx: Tx, token: string, now: Date): Promise<SetUpLink | null> {
  const [link] = await tx.query<SetUpLink>(sql`
    select id, organization_id as "organizationId", connection_id as "connectionId",
      created_by_member_id as "createdByMemberId", expires_at as "expiresAt"
    from set_up_links
    where token_hash = ${hashToken(token)} and expires_at > ${now}
      and organization_of_connection(connection_id) = organization_id`)
  return link ?? null
}
