import sql from 'sql-template-tag'
import type { MemberId } from '#api/common.ts'
import { Problem, problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { useBreakGlassCode } from '#server/door/break-glass-codes.ts'
import { requireFreshForBreakGlass } from '#server/door/fresh-evidence.ts'
import { holdCaller } from '#server/door/hold-caller.ts'
import { mailOwners } from '#server/door/mail-owners.ts'
import { holdPerson } from '#server/members/hold-person.ts'
import { confine, leaveConfinement, type Tx } from '#server/platform/database.ts'
import { type Entered, enter } from './enter.ts'
import { type Membership, ownMembership } from './membership.ts'
import { tryProof } from './try-proof.ts'

const minutesOpen = 15

/** A session whose door may be shut, and until when the sign-in policy is open to it all the same. */
export interface BehindGlass extends Entered {
  until: Date
}

/**
 * Lets an owner in by a break-glass code, though the door is shut: to the sign-in policy, for 15 minutes (DR6). The code is
 * wanted in addition to the password and a mailbox code, both proved on this log-in within ten minutes; not to what may be
 * lost, the authenticator. It is good once, and the other owners are told. Returns wrong-code and locked, which are counted.
 *
 * @throws organization-not-found for whoever is no active owner there; fresh-evidence-required; not-signed-in
 */
export async function breakGlass(
  tx: Tx,
  secretKey: Buffer,
  caller: Caller,
  asked: { memberId: MemberId; code: string },
  request: Where,
  now: Date,
): Promise<Problem | BehindGlass> {
  const [target] = await tx.query<Membership>(ownMembership(asked.memberId))
  if (target?.status !== 'active' || target.template !== 'owner')
    throw problem('organization-not-found')
  await holdPerson(tx, caller.identityId)
  const held = await holdCaller(tx, caller)
  requireFreshForBreakGlass(held, now)
  const use = () => inside(tx, target, () => useBreakGlassCode(tx, target, asked.code, now))
  const guess = { secretKey, caller: held, proof: 'break-glass' } as const
  const used = await tryProof(tx, guess, use, request, now)
  if (used instanceof Problem) return used

  const until = new Date(now.getTime() + minutesOpen * 60_000)
  await inside(tx, target, () => tell(tx, target, request, until, now))
  const from = {
    identityId: caller.identityId,
    loginId: caller.loginId,
    sourceSessionId: caller.kind === 'session' ? caller.sessionId : caller.sourceSessionId,
    pendingId: caller.kind === 'pending' ? caller.pendingId : null,
  }
  const entered = await enter(tx, from, target, request, now, until)
  return { ...entered, until, landing: `/o/${target.slug}/settings/sign-in-policy` }
}

/** Codes, audit log and owners are the organization's, and are reached from within its walls; entering is not. */
async function inside<T>(tx: Tx, target: Membership, work: () => Promise<T>): Promise<T> {
  await confine(tx, target.organizationId)
  const result = await work()
  await leaveConfinement(tx)
  return result
}

async function tell(tx: Tx, target: Membership, request: Where, until: Date, now: Date) {
  const details = { until: until.toISOString() }
  await addAuditEvent(tx, target, request, { action: 'break-glass.used', details }, now)
  const [me] = await tx.query<{ by: string }>(sql`
    select coalesce(nullif(btrim(first_name || ' ' || last_name), ''), email) as by from members where id = ${target.memberId}`)
  const by = me?.by ?? ''
  await mailOwners(tx, target.memberId, 'break-glass-used', (owner) => ({
    ...owner,
    by,
    expiresAt: until.toISOString(),
  }))
}
