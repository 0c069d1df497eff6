import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { requireOwnEvidence } from '#server/door/fresh-evidence.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { endDeletion } from '#server/identities/deletion.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { languageFor } from '#server/sessions/language-for.ts'

/**
 * Keeps one's identity after all, as whoever has signed in by something of their own may at any time before it is due (PW7).
 * Idempotent.
 *
 * @throws fresh-evidence-required where only an identity provider vouched
 */
export async function undoIdentityDeletion(
  tx: Tx,
  caller: Caller,
  request: Where,
  now: Date,
): Promise<undefined> {
  requireOwnEvidence(caller)
  if (!(await endDeletion(tx, caller.identityId))) return
  await addIdentityEvent(tx, caller.identityId, 'deletion-undone', request, now)
  const language = await languageFor(tx, caller)
  await queueMail(tx, { to: caller.email, template: 'deletion-undone', language, values: {} })
}
