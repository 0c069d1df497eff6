import sql from 'sql-template-tag'
import type { IdentityId, LoginId, MemberId, SessionId } from '#api/common.ts'
import type { Step } from '#api/door.ts'
import { problem } from '#api/problem.ts'
import type { Challenge, Outcome } from '#api/sessions.ts'
import type { Caller } from '#server/access/caller.ts'
import { getOrganization } from '#server/organizations/get-organization.ts'
import { lookOf } from '#server/organizations/look-of.ts'
import type { Tx } from '#server/platform/database.ts'
import { newToken } from '#server/platform/token.ts'
import type { Listed, Membership } from './membership.ts'
import { inside } from './sso/inside.ts'

const minutesValid = 10

export interface Pending {
  token: string
  expiresAt: Date
}

interface Beginning {
  identityId: IdentityId
  loginId: LoginId
  sourceSessionId: SessionId | null
  /** The pending sign-in that this one replaces, if one comes from there. */
  pendingId: string | null
  targetMemberId: MemberId | null
}

/**
 * Begins a pending sign-in or switch: no session, ten minutes (LG2). Earlier ones of the same log-in stop. One that comes
 * from a pending sign-in takes its place and what is left of its time: of two at once the second is refused, else both could
 * enter on one log-in.
 *
 * @throws not-signed-in where the pending sign-in is used up or replaced
 */
export async function startPending(tx: Tx, from: Beginning, now: Date): Promise<Pending> {
  const { token, hash } = newToken('pending')
  const expiresAt = new Date(now.getTime() + minutesValid * 60_000)
  const [begun] = await tx.query<{ expiresAt: Date }>(sql`
    with replaced as (
      delete from pending_sign_ins where login_id = ${from.loginId} returning id, consumed_at, expires_at
    )
    insert into pending_sign_ins (token_hash, login_id, identity_id, source_session_id, target_member_id, created_at, expires_at)
    select ${hash}::bytea, ${from.loginId}::uuid, ${from.identityId}::uuid, ${from.sourceSessionId}::uuid,
      ${from.targetMemberId}::uuid, ${now}::timestamptz,
      least(${expiresAt}::timestamptz, (select expires_at from replaced where id = ${from.pendingId}::uuid))
    where ${from.pendingId}::uuid is null
      or exists (select from replaced where id = ${from.pendingId}::uuid and consumed_at is null)
    returning expires_at as "expiresAt"`)
  if (!begun) throw problem('not-signed-in')
  return { token, expiresAt: begun.expiresAt }
}

/**
 * Gives a pending sign-in another token after something was proved with it: whoever else holds the old one, having planted
 * or seen it, gains nothing (session fixation). Its ten minutes go on. Null for a session, whose door is asked at each request.
 *
 * @throws not-signed-in where it was used or replaced meanwhile
 */
export async function rotatePending(tx: Tx, caller: Caller): Promise<Pending | null> {
  if (caller.kind === 'session') return null
  const { token, hash } = newToken('pending')
  const [row] = await tx.query<{ expiresAt: Date }>(sql`
    update pending_sign_ins set token_hash = ${hash} where id = ${caller.pendingId} and consumed_at is null
    returning expires_at as "expiresAt"`)
  if (!row) throw problem('not-signed-in')
  return { token, expiresAt: row.expiresAt }
}

/** Where a log-in is under way to; null: nowhere, or it is not said yet. */
export async function findPendingTarget(
  tx: Tx,
  loginId: LoginId,
  now: Date,
): Promise<MemberId | null> {
  const [row] = await tx.query<{ memberId: MemberId | null }>(sql`
    select target_member_id as "memberId" from pending_sign_ins
    where login_id = ${loginId} and consumed_at is null and expires_at > ${now}`)
  return row?.memberId ?? null
}

/** Forgets the pending sign-ins and switches of a log-in. */
export async function endPendingOf(tx: Tx, loginId: LoginId): Promise<void> {
  await tx.query(sql`delete from pending_sign_ins where login_id = ${loginId}`)
}

export const chosen = (
  pending: Pending,
  { organizations, mailboxInDoubt }: Pick<Listed, 'organizations' | 'mailboxInDoubt'>,
): Outcome => ({
  outcome: 'choose',
  pendingToken: pending.token,
  expiresAt: pending.expiresAt.toISOString(),
  organizations,
  mailboxInDoubt,
})

/** What the door of an organization still wants to see, and whose door it is. Comes and goes unconfined. */
export const challenged = async (
  tx: Tx,
  pending: Pending,
  { organizationId }: Membership,
  missing: Step[],
): Promise<Challenge> => ({
  outcome: 'challenged',
  pendingToken: pending.token,
  expiresAt: pending.expiresAt.toISOString(),
  organization: lookOf(await inside(tx, organizationId, () => getOrganization(tx))),
  missing,
})
