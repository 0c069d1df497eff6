import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import type { JoinRefusal } from '#api/joining.ts'
import { type Problem, problem } from '#api/problem.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Identity } from '#server/identities/identity.ts'
import {
  isJoining,
  type JoinDecision,
  mayJoin,
  notedAs,
  type Standing,
  standingOf,
} from '#server/members/may-join.ts'
import { noteRefusedJoin } from '#server/members/refused-join.ts'
import { isRegisteredElsewhere } from '#server/members/registered-elsewhere.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { findPlace, takeUse } from './access-link.ts'
import { endJoining, type Joining, type Way } from './joining.ts'

export type NewcomersJoining = Joining & { way: NonNullable<Way> }

/**
 * Asks the rule about somebody who has proved their mailbox and comes by an access link, and holds their row and their place
 * until the transaction ends. With `take` they are counted in, where they may join. Refused, the joining is over, and
 * administrators find them in their list (US7). Comes and goes unconfined; returns the refusal, so that this stays.
 */
export async function judgeNewcomer(
  tx: Tx,
  joining: NewcomersJoining,
  identity: Identity | null,
  { take, person }: { take: boolean; person?: { firstName: string; lastName: string } },
  request: Where,
  now: Date,
): Promise<{ instead: MemberId | null } | Problem> {
  const { organizationId, accessLinkId } = joining.way
  const who = { identityId: identity?.id ?? null, email: joining.email }
  const registeredElsewhere = await isRegisteredElsewhere(tx, who, organizationId, now)
  await confine(tx, organizationId)
  const row = await holdRow(tx, identity)
  const standing = standingOf(row, now)
  const ask = async () => {
    const { place } = await findPlace(tx, accessLinkId, joining.email, now)
    return mayJoin('access-link', { standing, registeredElsewhere, place })
  }
  let decision = await ask()
  if (take && isJoining(decision) && !(await takeUse(tx, accessLinkId, now))) {
    decision = await ask()
    if (isJoining(decision)) throw problem('unavailable')
  }
  if (!isJoining(decision)) await note(tx, joining, person, { decision, standing }, request, now)
  await leaveConfinement(tx)
  if (isJoining(decision)) return { instead: decision === 'join-anew' && row ? row.id : null }
  await endJoining(tx, joining.id, now)
  return refusalOf(decision)
}

async function holdRow(tx: Tx, identity: Identity | null) {
  const [row] = await tx.query<{
    id: MemberId
    status: MemberStatus
    source: string
    invitationExpiresAt: Date | null
  }>(sql`
    select id, status, source, invitation_expires_at as "invitationExpiresAt" from members
    where identity_id = ${identity?.id ?? null} for update`)
  return row ?? null
}

async function note(
  tx: Tx,
  { email, way: { organizationId, accessLinkId } }: NewcomersJoining,
  person: { firstName: string; lastName: string } = { firstName: '', lastName: '' },
  { decision, standing }: { decision: JoinDecision; standing: Standing },
  request: Where,
  now: Date,
): Promise<void> {
  const reason = notedAs(decision, standing)
  if (reason === null) return
  await noteRefusedJoin(tx, { organizationId, email, ...person, path: 'access-link', reason }, now)
  const event = { action: 'join.refused', details: { email, reason, accessLinkId } }
  await addAuditEvent(tx, { organizationId, memberId: null }, request, event, now)
}

const sentences: Record<JoinRefusal, string> = {
  'registered-elsewhere':
    'This address is registered already. An administrator must add you; they have been told.',
  'already-a-member': 'You are in already: sign in.',
  'invited-already': 'You have an invitation: sign in and accept it.',
  'not-possible': 'You cannot join here.',
  'domain-not-listed': 'Addresses of this domain cannot join by this link.',
  'link-used-up': 'As many people as may have joined by this link.',
}

/** What the rule says, to the person: where there is nothing, that the link is not valid; else why not. */
export function refusalOf(decision: JoinDecision): Problem {
  if (!(decision in sentences)) return problem('link-not-valid')
  const code = decision as JoinRefusal
  const detail = sentences[code]
  return problem('join-refused', { detail, errors: [{ pointer: '#', detail, code }] })
}
