import type { Caller } from '#server/access/caller.ts'
import type { Database, Tx } from '#server/platform/database.ts'
import { addressesOf } from '#server/sso/addresses.ts'
import { findConnection, findOrganizationOf, openConnection } from '#server/sso/connection.ts'
import { providerSignOutUrl } from '#server/sso/oidc.ts'
import { listProviderSessions } from '#server/sso/provider-session.ts'
import { inside } from './inside.ts'
import type { SsoOptions } from './sso-options.ts'

/** A provider that does not answer is not waited for longer: signing out here goes before signing out there. */
const patienceMs = 2000

/** Where to sign out of the provider that was used last, if its connection wants that; null: nowhere. */
export async function getProviderSignOut(
  db: Database,
  { keyRing, outside, publicUrl }: SsoOptions,
  caller: Caller,
): Promise<{ url: string | null }> {
  const there = await db.transaction((tx) => findThere(tx, keyRing, caller))
  if (!there) return { url: null }
  const { connection, idToken } = there
  const addresses = addressesOf(publicUrl, connection.id)
  const given = Promise.withResolvers<null>()
  const timer = setTimeout(() => given.resolve(null), patienceMs)
  const asked = providerSignOutUrl(outside, connection, addresses, idToken)
  const url = await Promise.race([asked, given.promise]).finally(() => clearTimeout(timer))
  return { url }
}

async function findThere(tx: Tx, keyRing: SsoOptions['keyRing'], { loginId }: Caller) {
  for (const { organizationId, connectionId, idToken } of await listProviderSessions(
    tx,
    keyRing,
    loginId,
  )) {
    if (!(await findOrganizationOf(tx, connectionId))) continue
    const found = await inside(tx, organizationId, () => findConnection(tx, connectionId))
    const connection = found && openConnection(keyRing, found)
    if (connection?.kind === 'oidc' && connection.provider.signOutThere)
      return { connection, idToken }
  }
  return null
}
