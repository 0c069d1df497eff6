import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { noteRefusedJoin } from '#server/members/refused-join.ts'
import type { Tx } from '#server/platform/database.ts'
import { described } from '#server/sso/described.ts'
import type { Judgement } from '#server/sso/may-enter.ts'
import { inside } from './inside.ts'
import type { Judged } from './judge-vouched.ts'
import { tellPerson } from './tell-person.ts'
import type { Vouched } from './vouched.ts'

type Reason = Extract<Judgement, { result: 'refuse' }>['reason']

/** Why, for administrators of the organization: the person is told the same in all of these cases. */
const details: Record<Reason, string> = {
  'another-person':
    'Somebody else is signed in in this browser, or another account is linked to this member.',
  'just-in-time-off': 'Not a member, and nobody becomes one by signing in.',
  'no-address': 'Not a member, and the provider asserts no address that it has checked.',
  'domain-not-proved': 'Not a member, and the domain of their address is not proved.',
  'registered-elsewhere': 'Not a member, and registered elsewhere: an administrator must add them.',
  suspended: 'Suspended here.',
}

/**
 * Notes that somebody whom a provider named was not let in: for administrators (SS2, US7), and for whoever was named, with
 * their home (PR4). Answers what the browser is told. Comes and goes unconfined.
 */
export async function refuseVouched(
  tx: Tx,
  { connection, assertion, steps }: Vouched,
  judged: Judged,
  reason: Reason,
  address: string | null,
  request: Where,
  now: Date,
): Promise<'another-person' | 'not-a-member'> {
  const { organizationId, id: connectionId } = connection
  steps.steps.push({ name: 'membership', ok: false, detail: details[reason] })
  await inside(tx, organizationId, async () => {
    const about = { connectionId, reason, email: address, subject: assertion.subject.slice(0, 255) }
    const subjectId = judged.candidates.find(({ linked }) => linked)?.memberId ?? null
    const event = { action: 'sso.refused', subjectId, details: about }
    await addAuditEvent(tx, { organizationId, memberId: null }, request, event, now)
    if (reason === 'another-person' || address === null) return
    const { firstName, lastName } = described(connection.attributes, assertion)
    const person = { organizationId, email: address, firstName, lastName }
    await noteRefusedJoin(tx, { ...person, path: 'single-sign-on', reason }, now)
  })
  await tellPerson(tx, judged.identity?.id ?? null, organizationId, request, now)
  return reason === 'another-person' ? reason : 'not-a-member'
}
