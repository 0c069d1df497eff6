import sql from 'sql-template-tag'
import type { IdentityId, MemberId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'

// The ways from one status to another (US2, US5). Each is a conditional write: false where somebody was quicker.

const daysInvited = 7

export const invitationExpiry = (now: Date) => new Date(now.getTime() + daysInvited * 86_400_000)

/** Suspends, remembering what a restoration gives back. */
export const suspendMember = (tx: Tx, id: MemberId) =>
  wrote(
    tx,
    sql`update members set status = 'suspended', status_before_suspension = status
    where id = ${id} and status in ('registering', 'active') returning id`,
  )

export const restoreMember = (tx: Tx, id: MemberId) =>
  wrote(
    tx,
    sql`update members set status = status_before_suspension, status_before_suspension = null
    where id = ${id} and status = 'suspended' returning id`,
  )

/** Only the invited identity, and only in time (US5). */
export const acceptAs = (tx: Tx, id: MemberId, identityId: IdentityId, now: Date) =>
  wrote(
    tx,
    sql`update members set status = 'registering', invitation_expires_at = null
    where id = ${id} and identity_id = ${identityId} and status = 'invited' and invitation_expires_at > ${now} returning id`,
  )

/** An invitation, or an addition that was never entered (LG2). */
export const declineAs = (tx: Tx, id: MemberId, identityId: IdentityId) =>
  wrote(
    tx,
    sql`delete from members
    where id = ${id} and identity_id = ${identityId} and first_entered_at is null and status <> 'suspended' returning id`,
  )

export const renewInvitation = (tx: Tx, id: MemberId, now: Date) =>
  wrote(
    tx,
    sql`update members set invitation_expires_at = ${invitationExpiry(now)}
    where id = ${id} and status = 'invited' returning id`,
  )

export const removeInvitation = (tx: Tx, id: MemberId) =>
  wrote(tx, sql`delete from members where id = ${id} and status = 'invited' returning id`)

/** For good, with all that refers to the row. */
export const removeRow = (tx: Tx, id: MemberId) =>
  wrote(tx, sql`delete from members where id = ${id} returning id`)

export const register = (
  tx: Tx,
  id: MemberId,
  name: { firstName: string; lastName: string },
  now: Date,
) =>
  wrote(
    tx,
    sql`update members set status = 'active', registered_at = ${now},
      first_name = ${name.firstName}, last_name = ${name.lastName}
    where id = ${id} and status = 'registering' returning id`,
  )

const wrote = async (tx: Tx, statement: ReturnType<typeof sql>): Promise<boolean> =>
  (await tx.query(statement)).length > 0

/**
 * Of these identities, takes invitations away that give way to an administrator's addition: expired ones, and a member's.
 * Answers who stands in the user table nevertheless.
 */
export async function removeInvitationsOf(
  tx: Tx,
  identityIds: readonly IdentityId[],
  now: Date,
): Promise<IdentityId[]> {
  await tx.query(sql`delete from members where identity_id = any(${identityIds}::uuid[]) and status = 'invited'
    and (invitation_expires_at <= ${now} or source = 'member-invited')`)
  const left = await tx.query<{ identityId: IdentityId }>(
    sql`select identity_id as "identityId" from members where identity_id = any(${identityIds}::uuid[])`,
  )
  return left.map(({ identityId }) => identityId)
}
