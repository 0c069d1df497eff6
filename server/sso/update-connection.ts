import sql from 'sql-template-tag'
import type { ConnectionId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { Received } from '#api/route.ts'
import type { updateConnection as route, Connection as Shown } from '#api/sso.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import { nameOf } from '#server/access/name-of.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { keepAnOwnerIn } from '#server/door/keep-an-owner-in.ts'
import type { Outside } from '#server/outside/outside.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { type Connection, findConnection, holdConnection, issuerOf } from './connection.ts'
import { getConnection } from './get-connection.ts'
import { guardProvider } from './guard-provider.ts'
import { mailAdministrators } from './mail-administrators.ts'
import { readProvider } from './read-provider.ts'
import { compareProviders, replaceProvider, secretToKeep } from './replace-provider.ts'
import { replaceRolesGiven } from './replace-roles-given.ts'
import { takeOff } from './take-off.ts'

type Change = Received<typeof route>['body']

interface Means {
  db: Database
  keyRing: KeyRing
  outside: Outside
  publicUrl: string
}

/**
 * Changes a connection; what is left out stays. The provider is asked before the transaction that writes. Another provider
 * makes worthless what was proved through the one before. A name that is taken violates `connections_name`.
 *
 * @throws not-found, values-refused, provider-unreachable, owner-protected, more-than-you-hold, not-permitted,
 * policy-locks-out
 */
export async function updateConnection(
  { db, keyRing, outside, publicUrl }: Means,
  caller: SessionCaller,
  id: ConnectionId,
  change: Change,
  request: Where,
  now: Date,
): Promise<Shown> {
  const known = await db.transaction(async (tx) => {
    await confine(tx, caller.organizationId)
    return findConnection(tx, id)
  })
  if (!known) throw problem('not-found')
  // What is wrong without asking anybody is said without asking.
  secretToKeep(keyRing, known, change)
  const provider = await readProvider(outside, known.kind, change, now)

  return db.transaction(async (tx) => {
    await confine(tx, caller.organizationId)
    const connection = await holdConnection(tx, id)
    if (!connection) throw problem('not-found')
    const ofProvider = provider && compareProviders(connection.provider, provider)
    guardSecondFactor(caller, connection, change)
    if (provider && ofProvider) {
      if (ofProvider.identity || ofProvider.trust || !connection.provider)
        await guardProvider(tx, caller, connection, issuerOf(provider))
      if (ofProvider.identity) await takeOff(tx, caller, connection, now)
      // Judged once more: the connection is held only now.
      const secret = secretToKeep(keyRing, connection, change)
      await replaceProvider(tx, connection, provider, secret, ofProvider, now)
    }
    await replaceRolesGiven(tx, caller, connection, change)
    const next = settingsAfter(connection, change)
    const write = () =>
      tx.query(sql`
        update connections set name = ${next.name}, status = ${connection.status},
          provides_second_factor = ${next.providesSecondFactor}, just_in_time = ${next.justInTime},
          default_role_id = ${next.defaultRoleId}, attributes = ${JSON.stringify(next.attributes)},
          update_at_sign_in = ${next.updateAtSignIn}
        where id = ${id}`)
    if (connection.providesSecondFactor && !next.providesSecondFactor)
      await keepAnOwnerIn(tx, caller.organizationId, now, { write, detail: lacksSecondFactor })
    else await write()
    const details = {
      name: next.name,
      ...differences(settingsAfter(connection, {}), next),
      ...ofProvider?.details,
      ...(change.oidc?.clientSecret !== undefined && { clientSecret: 'replaced' }),
      ...(change.groupRoles && { groupRoles: change.groupRoles }),
    }
    const event = { action: 'connection.updated', subjectId: id, details }
    await addAuditEvent(tx, caller, request, event, now)
    if (ofProvider?.identity || ofProvider?.trust) await tell(tx, caller, next.name)
    return getConnection(tx, caller, publicUrl, id, now)
  })
}

const lacksSecondFactor =
  'The sign-in policy demands a second factor, and no owner who comes through this connection has one. ' +
  'Set an authenticator up first, or change the policy.'

/** What a connection holds of the second factor is what its door asks less: that is the sign-in policy's (DR1). */
function guardSecondFactor(caller: SessionCaller, before: Connection, change: Change): void {
  const { providesSecondFactor: after = before.providesSecondFactor } = change
  if (after !== before.providesSecondFactor && !may(caller, 'sign_in_policy:edit'))
    throw problem('not-permitted', {
      detail: 'Whether it holds the second factor: this needs the permission sign_in_policy:edit.',
    })
}

const settingsAfter = (before: Connection, change: Change) => ({
  name: change.name ?? before.name,
  providesSecondFactor: change.providesSecondFactor ?? before.providesSecondFactor,
  justInTime: change.justInTime ?? before.justInTime,
  defaultRoleId: change.defaultRoleId === undefined ? before.defaultRoleId : change.defaultRoleId,
  attributes: change.attributes ?? before.attributes,
  updateAtSignIn: change.updateAtSignIn ?? before.updateAtSignIn,
})

/** For the audit log: what was, and what is. */
const differences = (before: object, after: object) => {
  const was: Record<string, unknown> = { ...before }
  return Object.fromEntries(
    Object.entries(after)
      .filter(([key, value]) => JSON.stringify(was[key]) !== JSON.stringify(value))
      .map(([key, value]) => [key, { before: was[key], after: value }]),
  )
}

const tell = (tx: Tx, caller: SessionCaller, connectionName: string) =>
  mailAdministrators(tx, caller.memberId, 'connection-changed', (administrator) => ({
    ...administrator,
    connectionName,
    by: nameOf(caller),
    change: 'provider-replaced',
  }))
