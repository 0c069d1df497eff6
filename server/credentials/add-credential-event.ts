import type { IdentityEvent } from '#api/authenticators.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { addHomeAuditEvent } from '#server/audit/add-home-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { languageFor } from '#server/sessions/language-for.ts'

interface Change {
  event: IdentityEvent
  /** As the audit log calls it: of the organization in which it was done, before a door that of the home. */
  action: string
  template: 'authenticator-added' | 'authenticator-removed' | 'recovery-codes-replaced'
}

/** Tells a person what was changed about their second factor: by mail, on their security page, and the audit log (DR4). */
export async function addCredentialEvent(
  tx: Tx,
  caller: Caller,
  { event, action, template }: Change,
  request: Where,
  now: Date,
): Promise<void> {
  const { identityId, email } = caller
  const [language] = await Promise.all([
    languageFor(tx, caller),
    addIdentityEvent(tx, identityId, event, request, now),
    caller.kind === 'session'
      ? addAuditEvent(tx, caller, request, { action, subjectId: caller.memberId }, now)
      : addHomeAuditEvent(tx, identityId, request, { action }, now),
  ])
  await queueMail(tx, { to: email, template, language, values: {} })
}
