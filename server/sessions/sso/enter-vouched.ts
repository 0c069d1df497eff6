import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { addIdentityEvent } from '#server/identities/add-identity-event.ts'
import type { Tx } from '#server/platform/database.ts'
import type { KeyRing } from '#server/platform/seal.ts'
import { described } from '#server/sso/described.ts'
import { addLink, stampSignIn } from '#server/sso/link.ts'
import { ownPath } from '#server/sso/own-path.ts'
import { addEvidence } from '../login.ts'
import { applyDescribed } from './apply-described.ts'
import { continueLogin } from './continue-login.ts'
import { findWayIn } from './find-way-in.ts'
import { inside } from './inside.ts'
import { accountOf, type Come, type Finished, noteOutcome, type Vouched } from './vouched.ts'

/** Adds the evidence to the log-in of this browser, or to a new one, and goes to the door with it. Comes unconfined. */
export async function enterVouched(
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
  const { memberId, identityId, linked } = member
  const from = await continueLogin(tx, keyRing, caller, vouched, identityId, now)
  await inside(tx, organizationId, async () => {
    if (!linked) await link(tx, vouched, { memberId, joined }, request, now)
    const said = described(connection.attributes, assertion)
    if (connection.updateAtSignIn && !joined)
      await applyDescribed(tx, connection, memberId, said, request, now)
    await stampSignIn(tx, accountOf(vouched), now)
  })
  const evidence = { kind: 'sso', connectionId, organizationId, at: provedAt } as const
  await addEvidence(tx, from.loginId, evidence)
  if (!caller) await addIdentityEvent(tx, identityId, 'signed-in', request, now)
  steps.ok('membership', 'A member.')
  const outcome = joined ? 'joined' : linked ? 'signed-in' : 'linked'
  await noteOutcome(tx, vouched, outcome, memberId, request, now)
  return {
    result: 'signed-in',
    outcome: await findWayIn(tx, from, caller, { memberId, joined }, request, now),
    to: ownPath(attempt.destination),
  }
}

async function link(
  tx: Tx,
  vouched: Vouched,
  { memberId, joined }: Pick<Come['member'], 'memberId'> & Pick<Come, 'joined'>,
  request: Where,
  now: Date,
): Promise<void> {
  const account = accountOf(vouched)
  const { organizationId, connectionId, subject } = account
  await addLink(tx, account, memberId, joined ? 'joining' : 'own-proof', now)
  const details = { connectionId, subject: subject.slice(0, 255) }
  const event = { action: 'sso.linked', subjectId: memberId, details }
  await addAuditEvent(tx, { organizationId, memberId }, request, event, now)
}
