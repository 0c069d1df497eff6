import sql from 'sql-template-tag'
import type { AccessLink, createAccessLink as route } from '#api/joining.ts'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { checkOwnHubs } from '#server/hubs/hub-access.ts'
import type { Tx } from '#server/platform/database.ts'
import { newToken } from '#server/platform/token.ts'
import { getLowestRole, getRoleToGive } from '#server/roles/role.ts'
import { addAccessLink, countOpenLinks } from './access-link.ts'

const openMax = 100

/**
 * Makes an access link (US6), by which people get the lowest default role and the hubs that it names: for whoever may give
 * that role, and has those hubs (RP5). Its address is shown this once.
 *
 * @throws more-than-you-hold, values-refused at #/expiresAt or #/hubIds/…, too-many
 */
export async function createAccessLink(
  tx: Tx,
  caller: SessionCaller,
  publicUrl: string,
  wish: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<AccessLink & { url: string }> {
  await getRoleToGive(tx, caller, await getLowestRole(tx), '#')
  await checkOwnHubs(tx, caller, wish.hubIds)
  const expiresAt = wish.expiresAt === null ? null : new Date(wish.expiresAt)
  if (expiresAt && expiresAt <= now)
    throw fieldProblem('values-refused', '#/expiresAt', 'is over already', 'in-the-past')
  // Of two at once the second counts the first.
  const key = `access-links ${caller.organizationId}`
  await tx.query(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
  if ((await countOpenLinks(tx, now)) >= openMax)
    throw problem('too-many', { detail: `There may be ${openMax} open access links.` })
  const { token, hash } = newToken('link')
  const { name, usesMax } = wish
  const domains = [...new Set(wish.domains)]
  const hubIds = [...new Set(wish.hubIds)]
  const createdBy = nameOf(caller)
  const made = { name, domains, hubIds, usesMax, expiresAt, createdBy, tokenHash: hash }
  const link = await addAccessLink(tx, caller.organizationId, made, now)
  const details = { name, domains, hubIds, usesMax, expiresAt: link.expiresAt }
  const event = { action: 'access-link.created', subjectId: link.id, details }
  await addAuditEvent(tx, caller, request, event, now)
  // In the fragment, which no browser sends: it reaches no log and no Referer.
  return { ...link, url: `${publicUrl}/join#${token}` }
}
