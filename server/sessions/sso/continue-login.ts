import type { IdentityId, LoginId, SessionId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { hashToken } from '#server/platform/token.ts'
import { replaceProviderSession } from '#server/sso/provider-session.ts'
import { endLoginOfSession, startLogin } from '../login.ts'
import type { Vouched } from './vouched.ts'

/** Where somebody comes from who goes to a door. */
export interface From {
  identityId: IdentityId
  loginId: LoginId
  sourceSessionId: SessionId | null
  pendingId: string | null
}

/**
 * On which log-in it goes on: that of this browser, else a new one in the place of what it held of nobody living. It keeps
 * what signing out at the provider wants to see, also of an account that has yet to be proved: the browser is known there.
 */
export async function continueLogin(
  tx: Tx,
  keyRing: KeyRing,
  caller: Caller | null,
  vouched: Vouched,
  identityId: IdentityId,
  now: Date,
): Promise<From> {
  const from = await findLogin(tx, caller, vouched, identityId, now)
  const { connection, assertion } = vouched
  const { organizationId, id: connectionId } = connection
  const { idToken } = assertion
  if (idToken !== null) {
    const session = { organizationId, connectionId, idToken }
    await replaceProviderSession(tx, keyRing, from.loginId, session)
  }
  return from
}

async function findLogin(
  tx: Tx,
  caller: Caller | null,
  { browserToken, sessionToken }: Vouched,
  identityId: IdentityId,
  now: Date,
): Promise<From> {
  if (caller)
    return {
      identityId,
      loginId: caller.loginId,
      sourceSessionId: caller.kind === 'session' ? caller.sessionId : caller.sourceSessionId,
      pendingId: caller.kind === 'pending' ? caller.pendingId : null,
    }
  await endLoginOfSession(tx, sessionToken, now)
  const browserHash = browserToken ? hashToken(browserToken) : null
  const begun = { transport: 'cookie', browserHash, byProvider: true } as const
  const loginId = await startLogin(tx, identityId, begun, now)
  return { identityId, loginId, sourceSessionId: null, pendingId: null }
}
