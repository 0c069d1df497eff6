import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { requireFreshEvidence } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import { nameHomeOf } from '#server/identities/identity.ts'
import { queueMail } from '#server/mail/queue-mail.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { languageFor } from '#server/sessions/language-for.ts'
import { type Membership, ownMembership } from '#server/sessions/membership.ts'

/**
 * Names another home among the caller's organizations, once the one they had is gone or they have left it (PW5): its
 * administrators may begin resets for them from now on.
 *
 * @throws fresh-evidence-required, organization-not-found, home-exists
 */
export async function nameHome(
  tx: Tx,
  asking: SessionCaller,
  memberId: MemberId,
  request: Where,
  now: Date,
): Promise<undefined> {
  // Two at once would both find that there is no home.
  const caller = await holdCaller(tx, asking)
  requireFreshEvidence(caller, now)
  const [target] = await tx.query<Membership>(ownMembership(memberId))
  if (target?.status !== 'active') throw problem('organization-not-found')
  const [home] = await tx.query<{ member: boolean }>(sql`select member from own_home()`)
  if (home?.member) throw problem('home-exists')
  await nameHomeOf(tx, caller.identityId, target.organizationId)
  await addIdentityEvent(tx, caller.identityId, 'home-named', request, now)
  const language = await languageFor(tx, caller)
  const values = { organizationName: target.name }
  await queueMail(tx, { to: caller.email, template: 'home-named', language, values })
  await confine(tx, target.organizationId)
  const event = { action: 'home.named', subjectId: memberId }
  await addAuditEvent(tx, { organizationId: target.organizationId, memberId }, request, event, now)
}
