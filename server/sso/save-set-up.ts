import { problem } from '#api/problem.ts'
import type { Received, Returned } from '#api/route.ts'
import type { saveSetUp as route } from '#api/sso.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Outside } from '#server/outside/outside.ts'
import type { Database } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { findConnection } from './connection.ts'
import { mailAdministrators } from './mail-administrators.ts'
import { showSetUp } from './open-set-up.ts'
import { readProvider } from './read-provider.ts'
import { compareProviders, replaceProvider, secretToKeep } from './replace-provider.ts'
import { endSetUpLink, followSetUpLink } from './set-up-link.ts'

interface Means {
  db: Database
  keyRing: KeyRing
  outside: Outside
  publicUrl: string
}

/**
 * Enters the provider’s side of a connection by a set-up link, and nothing else of it; `finished` uses the link up. Written
 * only where the link still stands once the provider was asked. Begins unconfined.
 *
 * @throws link-not-valid, values-refused, provider-unreachable, connection-unfinished
 */
export async function saveSetUp(
  { db, keyRing, outside, publicUrl }: Means,
  { token, finished, ...given }: Received<typeof route>['body'],
  request: Where,
  now: Date,
): Promise<Returned<typeof route>> {
  const known = await db.transaction(async (tx) => {
    const { connection } = await followSetUpLink(tx, token, now)
    secretToKeep(keyRing, connection, given)
    return connection
  })
  const provider = await readProvider(outside, known.kind, given, now)

  return db.transaction(async (tx) => {
    const { link, connection } = await followSetUpLink(tx, token, now, { hold: true })
    const { organizationId, connectionId } = link
    const change = provider && compareProviders(connection.provider, provider)
    if (provider && change) {
      const secret = secretToKeep(keyRing, connection, given)
      await replaceProvider(tx, connection, provider, secret, change, now)
    } else if (finished && !connection.provider) throw problem('connection-unfinished')
    // By nobody whom we know: whoever holds the link.
    const nobody = { organizationId, memberId: null }
    const details = {
      name: connection.name,
      bySetUpLink: true,
      ...change?.details,
      ...(given.oidc?.clientSecret !== undefined && { clientSecret: 'replaced' }),
    }
    if (change) {
      const event = { action: 'connection.updated', subjectId: connectionId, details }
      await addAuditEvent(tx, nobody, request, event, now)
    }
    if (finished) {
      await endSetUpLink(tx, link)
      const used = { name: connection.name, createdBy: link.createdByMemberId }
      const event = { action: 'set-up-link.used', subjectId: connectionId, details: used }
      await addAuditEvent(tx, nobody, request, event, now)
      await mailAdministrators(tx, null, 'connection-set-up', (administrator) => ({
        ...administrator,
        connectionName: connection.name,
      }))
    }
    const saved = await findConnection(tx, connectionId)
    return showSetUp(tx, publicUrl, link, saved ?? connection)
  })
}
