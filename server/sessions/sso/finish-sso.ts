import type { ConnectionId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import type { Trace } from '#api/sso.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { confine, type Database, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { SsoRefusal } from '#server/sso/assertion.ts'
import { type Attempt, takeAttempt } from '#server/sso/attempt.ts'
import {
  type Connection,
  findConnection,
  findOrganizationOf,
  type OpenedConnection,
  openConnection,
} from '#server/sso/connection.ts'
import { TraceSteps } from '#server/sso/trace.ts'
import { admitVouched } from './admit-vouched.ts'
import { hearProvider } from './hear-provider.ts'
import { mayTest } from './may-test.ts'
import type { SsoOptions } from './sso-options.ts'
import { ssoRefused } from './sso-refused.ts'
import { type Finished, noteOutcome } from './vouched.ts'

interface Back {
  connectionId: ConnectionId
  query: string
  browserToken: string | null
  sessionToken: string | null
}

/**
 * Takes back whom a provider sends (LG4). The attempt is used up, once, by the browser and log-in that began it; then the
 * provider's answer is checked, outside any transaction; then one transaction decides who it is and lets in, or does not.
 * Returns sso-refused, so that trace and audit rows stay; of a test, whatever came of it, its trace.
 */
export async function finishSso(
  db: Database,
  options: SsoOptions,
  caller: Caller | null,
  back: Back,
  request: Where,
  now: Date,
): Promise<Finished | { result: 'tested'; trace: Trace; back: 'settings' | 'set-up' } | Problem> {
  const query = back.query.replace(/^\?/, '')
  const state = new URLSearchParams(query).get('state') ?? ''
  const begun = await db.transaction((tx) => takeBack(tx, options, caller, back, state, now))
  if (begun instanceof Problem) return begun

  const { attempt, connection } = begun
  const steps = new TraceSteps()
  const heard = await hearProvider(
    options,
    connection,
    attempt,
    { query, state },
    steps,
    now,
  ).catch((error: unknown) => {
    if (error instanceof SsoRefusal) return error
    throw error
  })

  return db.transaction(async (tx) => {
    const noted = { attempt, connection, steps }
    const tested = (trace: Trace) =>
      ({ result: 'tested', trace, back: attempt.setUpLinkId ? 'set-up' : 'settings' }) as const
    if (heard instanceof SsoRefusal) {
      const { reason } = heard
      const came = { ...noted, assertion: null }
      const trace = await noteOutcome(tx, came, reason, null, request, now)
      // Whoever tests is the one who sets it right: with a set-up link they see it nowhere else.
      return attempt.purpose === 'test' ? tested(trace) : ssoRefused(reason)
    }
    const vouched = { ...noted, assertion: heard, browserToken: back.browserToken }
    if (attempt.purpose === 'test')
      return tested(await noteOutcome(tx, vouched, 'tested', null, request, now))
    // It may have been turned off while the provider was asked.
    const still = await findStill(tx, attempt)
    if (!still) {
      await noteOutcome(tx, vouched, 'connection-off', null, request, now)
      return ssoRefused('connection-off')
    }
    const came = { ...vouched, connection: still, sessionToken: back.sessionToken }
    return admitVouched(tx, options.keyRing, came, caller, request, now)
  })
}

interface Begun {
  attempt: Attempt
  connection: OpenedConnection
}

async function takeBack(
  tx: Tx,
  options: SsoOptions,
  caller: Caller | null,
  { connectionId, browserToken }: Back,
  state: string,
  now: Date,
): Promise<Begun | Problem> {
  const taken = await takeAttempt(tx, options.keyRing, { state, connectionId, browserToken }, now)
  if (taken === 'over') return ssoRefused('attempt-over')
  if (taken === 'other-browser') return ssoRefused('other-browser')
  // Whoever signed in, out or over in this browser meanwhile is not who went there.
  if (taken.setUpLinkId === null && taken.loginId !== (caller?.loginId ?? null))
    return ssoRefused('attempt-over')
  const connection = await findStill(tx, taken)
  const opened = connection && openConnection(options.keyRing, connection)
  if (!opened) return ssoRefused('connection-off')
  const testing = taken.purpose === 'test' && taken.setUpLinkId === null
  if (testing && !mayTest(caller, taken.organizationId)) return ssoRefused('attempt-over')
  return { attempt: taken, connection: opened }
}

/** The connection of an attempt, where it still is as it was then; to test, also one that is not enabled. */
async function findStill(tx: Tx, attempt: Attempt): Promise<Connection | null> {
  if (!(await findOrganizationOf(tx, attempt.connectionId))) return null
  await confine(tx, attempt.organizationId)
  const connection = await findConnection(tx, attempt.connectionId)
  await leaveConfinement(tx)
  if (!connection || attempt.purpose === 'test') return connection
  const same = connection.status === 'enabled' && connection.evidenceSince <= attempt.createdAt
  return same ? connection : null
}
