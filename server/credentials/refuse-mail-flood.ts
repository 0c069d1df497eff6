import type { IdentityId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import { type LinkPurpose, listLinkTimes } from '#server/identities/password-link.ts'
import type { Tx } from '#server/platform/database.ts'

const coolDownSeconds = 60

/**
 * An administrator must not be able to fill somebody's mailbox: one such link a minute. Runs unconfined.
 *
 * @throws too-many-requests
 */
export async function refuseMailFlood(
  tx: Tx,
  identityId: IdentityId,
  purpose: LinkPurpose,
  now: Date,
): Promise<void> {
  const which = { purposes: [purpose], byPerson: false, withinSeconds: coolDownSeconds }
  const [last] = await listLinkTimes(tx, identityId, which, now)
  if (!last) return
  const passed = Math.floor((now.getTime() - last.getTime()) / 1000)
  throw problem('too-many-requests', {
    retryAfterSeconds: Math.max(coolDownSeconds - passed, 1),
    detail: 'That mail was sent a moment ago.',
  })
}
