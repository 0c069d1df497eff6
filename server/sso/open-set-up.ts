import sql from 'sql-template-tag'
import type { Returned } from '#api/route.ts'
import type { openSetUp as route } from '#api/sso.ts'
import type { Tx } from '#server/platform/database.ts'
import type { Connection } from './connection.ts'
import { followSetUpLink, type SetUpLink } from './set-up-link.ts'
import { shownProvider, toCopyOf } from './shown-connection.ts'

type SetUp = Returned<typeof route>

/**
 * What the holder of a set-up link sees: this connection, and of the organization its name. Begins unconfined.
 *
 * @throws link-not-valid
 */
export async function openSetUp(
  tx: Tx,
  publicUrl: string,
  token: string,
  now: Date,
): Promise<SetUp> {
  const { link, connection } = await followSetUpLink(tx, token, now)
  return showSetUp(tx, publicUrl, link, connection)
}

/** Runs confined. */
export async function showSetUp(
  tx: Tx,
  publicUrl: string,
  { expiresAt }: SetUpLink,
  connection: Connection,
): Promise<SetUp> {
  const [organization] = await tx.query<{ name: string }>(sql`select name from organizations`)
  return {
    connectionId: connection.id,
    organizationName: organization?.name ?? '',
    kind: connection.kind,
    name: connection.name,
    provider: shownProvider(connection),
    toCopy: toCopyOf(publicUrl, connection),
    attributes: connection.attributes,
    expiresAt: expiresAt.toISOString(),
  }
}
