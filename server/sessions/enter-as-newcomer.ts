import type { IdentityId, MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { hashToken } from '#server/platform/token.ts'
import { rememberBrowser, rememberSecondFactor } from './known-browser.ts'
import { addEvidence, endLoginOfSession, ownProof, startLogin } from './login.ts'
import { findWayIn } from './sso/find-way-in.ts'

/** What a browser or client holds that signs in. */
export interface Holder {
  transport: 'cookie' | 'bearer'
  browserToken: string | null
  /** Of the log-in that this one replaces. */
  sessionToken: string | null
}

/**
 * Signs somebody in who has just set their password and has proved their mailbox before, and goes on to the door of the
 * organization that they have joined, which decides as it does for everybody (DR2). Runs unconfined.
 */
export async function enterAsNewcomer(
  tx: Tx,
  {
    identityId,
    memberId,
    mailboxAt,
  }: { identityId: IdentityId; memberId: MemberId; mailboxAt: Date },
  { transport, browserToken, sessionToken }: Holder,
  request: Where,
  now: Date,
): Promise<Outcome> {
  await endLoginOfSession(tx, sessionToken, now)
  const browserHash = browserToken ? hashToken(browserToken) : null
  const loginId = await startLogin(tx, identityId, { transport, browserHash }, now)
  await rememberBrowser(tx, identityId, browserHash, now)
  await rememberSecondFactor(tx, loginId, 'email_otp', now)
  await addEvidence(tx, loginId, ownProof('password', now))
  await addEvidence(tx, loginId, ownProof('email_otp', mailboxAt))
  await addIdentityEvent(tx, identityId, 'signed-in', request, now)
  const from = { identityId, loginId, sourceSessionId: null, pendingId: null }
  return findWayIn(tx, from, null, { memberId, joined: true }, request, now)
}
