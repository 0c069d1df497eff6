import type { IdentityId, LoginId, SessionId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'
import { endLoginOfSession, startLogin } from '../login.ts'
import type { Vouched } from './vouched.ts'

/** Where somebody comes from who goes to a door. */
export interface From {
  identityId: IdentityId
  loginId: LoginId
  sourceSessionId: SessionId | null
  pendingId: string | null
}

/** On which log-in it goes on: that of this browser, else a new one in the place of what it held of nobody living. */
export async function continueLogin(
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
