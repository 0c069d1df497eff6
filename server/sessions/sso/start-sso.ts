import { randomBytes } from 'node:crypto'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { SsoPurpose } from '#api/sso.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { sees, sightOf } from '#server/door/sight.ts'
import { actingAt, type Decided, findDecided } from '#server/door/sign-in-policy.ts'
import {
  actAs,
  confine,
  type Database,
  leaveConfinement,
  type Tx,
} from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'
import { addTrace } from '#server/sso/add-trace.ts'
import { SsoRefusal } from '#server/sso/assertion.ts'
import { addAttempt, newState } from '#server/sso/attempt.ts'
import {
  type Connection,
  findConnection,
  findOrganizationOf,
  openConnection,
} from '#server/sso/connection.ts'
import { ownPath } from '#server/sso/own-path.ts'
import { followSetUpLink } from '#server/sso/set-up-link.ts'
import { decideAtDoor, type Membership, ownMemberships } from '../membership.ts'
import { askProvider } from './ask-provider.ts'
import { inside } from './inside.ts'
import { mayTest } from './may-test.ts'
import type { SsoOptions } from './sso-options.ts'
import { ssoRefused } from './sso-refused.ts'

interface Asked {
  connectionId: ConnectionId
  purpose: SsoPurpose
  email?: string | undefined
  anew?: boolean
  to: string | null
  setUpToken?: string | undefined
}

/**
 * Begins a way through an identity provider (LG4): answers where to send the browser, which alone may come back. Whatever
 * nobody may begin is not found: a connection that is unknown, a draft, or disabled, and one of an organization that is not
 * active. The provider is asked outside any transaction. Returns sso-refused, so that its trace stays.
 *
 * @throws not-found, link-not-valid
 */
export async function startSso(
  db: Database,
  options: SsoOptions,
  caller: Caller | null,
  asked: Asked,
  browserToken: string,
  request: Where,
  now: Date,
): Promise<{ url: string; expiresAt: string } | Problem> {
  // A program could not be told from another one that comes back in its place.
  if (caller?.transport === 'bearer') return ssoRefused('needs-browser', '#/connectionId')
  const way = await db.transaction((tx) => findWay(tx, caller, asked, now))
  const opened = openConnection(options.keyRing, way.connection)
  if (!opened) throw problem('not-found')

  const state = newState()
  const secrets = { nonce: secret(), codeVerifier: secret() }
  const loginHint = way.hint
  const maxAgeSeconds = asked.anew ? 0 : way.maxAgeSeconds
  const question = { state: state.token, secrets, loginHint, maxAgeSeconds }
  const begun = await askProvider(options, opened, question, now).catch((error: unknown) => {
    if (error instanceof SsoRefusal) return error
    throw error
  })

  return db.transaction(async (tx) => {
    const { organizationId, id: connectionId } = opened
    const { purpose } = asked
    if (begun instanceof SsoRefusal) {
      const { reason: outcome, message: detail } = begun
      const steps = [{ name: 'discovery', ok: false, detail }]
      const seen = { email: null, memberId: null, ip: request.ip, claims: [] }
      const trace = { organizationId, connectionId, purpose, outcome, steps, ...seen }
      await inside(tx, organizationId, () => addTrace(tx, trace, now))
      return ssoRefused(outcome, '#/connectionId')
    }
    const attempt = {
      organizationId,
      connectionId,
      purpose,
      browserHash: hashToken(browserToken),
      loginId: caller?.loginId ?? null,
      setUpLinkId: way.setUpLinkId,
      secrets,
      requestId: begun.requestId,
      maxAgeSeconds,
      destination: ownPath(asked.to),
    }
    const expiresAt = await addAttempt(tx, options.keyRing, state, attempt, now)
    return { url: begun.url, expiresAt: expiresAt.toISOString() }
  })
}

// RFC 7636: 43 characters of the alphabet of a code verifier, 256 bits.
const secret = () => randomBytes(32).toString('base64url')

interface Way {
  connection: Connection
  setUpLinkId: string | null
  /** How long ago the person may have shown the provider who they are; 0: they must do so now; null: whenever. */
  maxAgeSeconds: number | null
  hint: string | null
}

async function findWay(tx: Tx, caller: Caller | null, asked: Asked, now: Date): Promise<Way> {
  const { connectionId, email: hint = null } = asked
  if (asked.purpose === 'test' && asked.setUpToken !== undefined) {
    const { link, connection } = await followSetUpLink(tx, asked.setUpToken, now)
    if (connection.id !== connectionId) throw problem('link-not-valid')
    return { connection, setUpLinkId: link.id, maxAgeSeconds: null, hint }
  }
  const organizationId = await findOrganizationOf(tx, connectionId)
  if (!organizationId) throw problem('not-found')
  await confine(tx, organizationId)
  const connection = await findConnection(tx, connectionId)
  if (!connection) throw problem('not-found')
  if (asked.purpose === 'test') {
    if (!mayTest(caller, organizationId)) throw problem('not-found')
    return { connection, setUpLinkId: null, maxAgeSeconds: null, hint }
  }
  if (connection.status !== 'enabled') throw problem('not-found')
  const decided = actingAt(await findDecided(tx), now)
  if (!isDemanded(decided) && !isIn(caller, organizationId)) throw problem('not-found')
  await leaveConfinement(tx)
  const own = caller && (await findOwn(tx, caller, organizationId))
  const forced = own && caller && (await mustShowAnew(tx, caller, own, connectionId, now))
  return {
    connection,
    setUpLinkId: null,
    maxAgeSeconds: forced ? 0 : ageMax(decided, connection, now),
    // Nobody is named to the provider of an organization that they are not in.
    hint: hint ?? (own ? caller.email : null),
  }
}

/** Who uses the password here has nothing to do with single sign-on, but may link their own account before it is demanded. */
const isDemanded = ({ policy, planned }: Decided) =>
  policy.firstFactor === 'sso' || planned?.policy.firstFactor === 'sso'

const isIn = (caller: Caller | null, organizationId: OrganizationId) =>
  caller?.kind === 'session' && caller.organizationId === organizationId

/** Of a row that they may not be told of nothing is said to a provider either: the answer passes through this browser (PR4). */
async function findOwn(
  tx: Tx,
  caller: Caller,
  organizationId: OrganizationId,
): Promise<Membership | null> {
  if (!sees(sightOf(caller), organizationId)) return null
  await actAs(tx, caller.identityId)
  const all = await tx.query<Membership>(ownMemberships)
  const own = all.find((one) => one.organizationId === organizationId)
  return own && own.status !== 'invited' ? own : null
}

/** Whether the log-in has come through this connection already, and the door wants it anew: too old, or idled out (DR1). */
async function mustShowAnew(
  tx: Tx,
  caller: Caller,
  own: Membership,
  connectionId: ConnectionId,
  now: Date,
): Promise<boolean> {
  if (!caller.evidence.some((one) => one.connectionId === connectionId)) return false
  const decision = await decideAtDoor(tx, own, caller, now)
  return !decision.enter && decision.missing.some(({ kind }) => kind === 'sso')
}

/** Where evidence has an age, what the person showed the provider before the connection counted is none. */
function ageMax({ policy }: Decided, { evidenceSince }: Connection, now: Date): number | null {
  if (policy.evidenceSeconds === null) return null
  const sinceSeconds = Math.floor((now.getTime() - evidenceSince.getTime()) / 1000)
  return Math.max(1, Math.min(policy.evidenceSeconds, sinceSeconds))
}
