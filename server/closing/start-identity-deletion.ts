import sql from 'sql-template-tag'
import { fieldProblem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { startDeletion } from '#server/identities/deletion.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import type { Tx } from '#server/platform/database.ts'
import { languageFor } from '#server/sessions/language-for.ts'

/**
 * Begins to delete one's identity (PW7): in seven days it goes, with everything of it in every organization; until then it
 * works, and the person can keep it. Asked twice it keeps its date.
 *
 * @throws not-signed-in, fresh-evidence-required, values-refused at #/email, last-owner with their names
 */
export async function startIdentityDeletion(
  tx: Tx,
  asking: Caller,
  typedEmail: string,
  request: Where,
  now: Date,
): Promise<{ dueAt: string }> {
  const caller = await holdCaller(tx, asking)
  requireFreshEvidence(caller, now)
  if (typedEmail !== caller.email)
    throw fieldProblem('values-refused', '#/email', 'is not your address', 'not-your-email')
  await refuseLastOwner(tx)
  const { dueAt, begun } = await startDeletion(tx, caller.identityId, now)
  if (begun) {
    await addIdentityEvent(tx, caller.identityId, 'deletion-requested', request, now)
    const language = await languageFor(tx, caller)
    const timeZone = caller.kind === 'session' ? caller.organization.timeZone : undefined
    const values = { expiresAt: dueAt.toISOString(), timeZone }
    await queueMail(tx, { to: caller.email, template: 'deletion-requested', language, values })
  }
  return { dueAt: dueAt.toISOString() }
}

/** Names the organizations that would be left without an owner: they are the caller's own. */
async function refuseLastOwner(tx: Tx): Promise<void> {
  const owned = await tx.query<{ name: string }>(sql`select name from own_last_ownerships()`)
  if (owned.length === 0) return
  const errors = owned.map(({ name }) => ({
    pointer: '#',
    detail: `${name} has no other active owner`,
    code: 'last-owner',
    values: { name },
  }))
  throw problem('last-owner', {
    detail: 'Hand your organizations over first: some have no other active owner.',
    errors,
  })
}
