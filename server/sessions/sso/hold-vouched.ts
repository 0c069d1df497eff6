import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { described } from '#server/sso/described.ts'
import { holdLink } from '#server/sso/held-link.ts'
import { ownPath } from '#server/sso/own-path.ts'
import { startPending } from '../pending.ts'
import { continueLogin } from './continue-login.ts'
import { inside } from './inside.ts'
import { tellPerson } from './tell-person.ts'
import { accountOf, type Come, type Finished, noteOutcome, type Vouched } from './vouched.ts'

/**
 * Lets the account wait until the person proves once that it is theirs (SS2): by a log-in that has proved nothing, and so is
 * nobody, or goes on as what it was. The person is told. Comes and goes unconfined.
 */
export async function holdVouched(
  tx: Tx,
  keyRing: KeyRing,
  vouched: Vouched,
  caller: Caller | null,
  { member, joined, provedAt }: Come,
  request: Where,
  now: Date,
): Promise<Finished> {
  const { connection, assertion, attempt, steps } = vouched
  const { organizationId, id: connectionId } = connection
  const { memberId, identityId } = member
  const from = await continueLogin(tx, keyRing, caller, vouched, identityId, now)
  const invited = member.standing === 'invited' || member.standing === 'invited-by-member'
  const targetMemberId = invited ? null : memberId
  const pending = await startPending(tx, { ...from, targetMemberId }, now)
  const said = described(connection.attributes, assertion)
  const held = { ...accountOf(vouched), memberId, described: said, joined, provedAt }
  await holdLink(tx, from.loginId, held, pending.expiresAt)
  steps.ok('membership', 'A member, who must prove once that this account is theirs.')
  await noteOutcome(tx, vouched, 'must-prove', memberId, request, now)
  const details = { connectionId, subject: assertion.subject.slice(0, 255) }
  const organization = await inside(tx, organizationId, async () => {
    const event = { action: 'sso.held', subjectId: memberId, details }
    await addAuditEvent(tx, { organizationId, memberId: null }, request, event, now)
    const { name, slug } = await getOrganization(tx)
    return { name, slug }
  })
  const entered = await inside(tx, organizationId, () => hasEntered(tx, memberId))
  await tellPerson(tx, identityId, organizationId, request, now)
  const { email, standing } = await holdCaller(tx, from)
  // Of whom an administrator has only added, a password would tell that they are registered elsewhere (PR4).
  const hasPassword = entered && standing.passwordChangedAt !== null
  const to = ownPath(attempt.destination)
  return { result: 'must-prove', pending, organization, email, hasPassword, to }
}

async function hasEntered(tx: Tx, memberId: MemberId): Promise<boolean> {
  const entered = await tx.query(
    sql`select from members where id = ${memberId} and first_entered_at is not null`,
  )
  return entered.length > 0
}
