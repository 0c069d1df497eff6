import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { removeAuthenticatorOf } from '#server/door/authenticator.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { forgetTotpOfOthers } from '#server/sessions/login.ts'
import { addCredentialEvent } from './add-credential-event.ts'

/**
 * Removes the caller's authenticator with its recovery codes (DR4).
 *
 * @throws fresh-evidence-required, not-enrolled
 */
export async function removeAuthenticator(
  tx: Tx,
  caller: SessionCaller,
  request: Where,
  now: Date,
): Promise<undefined> {
  const held = await holdCaller(tx, caller)
  if (!held.standing.totpEnrolled) throw problem('not-enrolled')
  requireFreshEvidence(held, now)
  await removeAuthenticatorOf(tx, caller.identityId)
  await forgetTotpOfOthers(tx, caller.identityId, caller.loginId)
  await addCredentialEvent(tx, caller, removed, request, now)
}

const removed = {
  event: 'authenticator-removed',
  action: 'authenticator.removed',
  template: 'authenticator-removed',
} as const
