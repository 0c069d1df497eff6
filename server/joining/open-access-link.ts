import type { openAccessLink as route } from '#api/joining.ts'
import { problem } from '#api/problem.ts'
import type { Returned } from '#api/route.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { lookOf } from '#server/organizations/look-of.ts'
import type { Tx } from '#server/platform/database.ts'
import { findPlace, followAccessLink } from './access-link.ts'

/**
 * Whose access link this is; consumes nothing (US6). One that is used up opens as well: that is said to whoever has proved
 * their mailbox, whom an administrator may then add. Begins unconfined.
 *
 * @throws link-not-valid
 */
export async function openAccessLink(
  tx: Tx,
  token: string,
  now: Date,
): Promise<Returned<typeof route>> {
  const { domains } = await enterByAccessLink(tx, token, now)
  return { organization: lookOf(await getOrganization(tx)), domains }
}

/**
 * Goes into the organization of a link that may be begun with: comes unconfined, and goes on confined there.
 *
 * @throws link-not-valid
 */
export async function enterByAccessLink(tx: Tx, token: string, now: Date) {
  const followed = await followAccessLink(tx, token)
  if (!followed) throw problem('link-not-valid')
  const { place, domains } = await findPlace(tx, followed.accessLinkId, null, now)
  if (place !== 'open' && place !== 'link-used-up') throw problem('link-not-valid')
  return { ...followed, domains }
}
