import sql from 'sql-template-tag'
import type { IdentityId, LoginId, MemberId, SessionId } from '#api/common.ts'
import type { Step } from '#api/door.ts'
import type { Challenge, OrganizationRow, Outcome } from '#api/sessions.ts'
import type { Tx } from '#server/platform/database.ts'
import { newToken } from '#server/platform/token.ts'
import type { Membership } from './membership.ts'

const minutesValid = 10

export interface Pending {
  token: string
  expiresAt: Date
}

interface Beginning {
  identityId: IdentityId
  loginId: LoginId
  sourceSessionId: SessionId | null
  targetMemberId: MemberId | null
}

/** Begins a pending sign-in or switch: no session, ten minutes (LG2). Earlier ones of the same log-in stop. */
export async function startPending(tx: Tx, from: Beginning, now: Date): Promise<Pending> {
  const { token, hash } = newToken('pending')
  const expiresAt = new Date(now.getTime() + minutesValid * 60_000)
  await tx.query(sql`delete from pending_sign_ins where login_id = ${from.loginId}`)
  await tx.query(sql`
    insert into pending_sign_ins (token_hash, login_id, identity_id, source_session_id, target_member_id, created_at, expires_at)
    values (${hash}, ${from.loginId}, ${from.identityId}, ${from.sourceSessionId}, ${from.targetMemberId}, ${now}, ${expiresAt})`)
  return { token, expiresAt }
}

export const chosen = (pending: Pending, organizations: OrganizationRow[]): Outcome => ({
  outcome: 'choose',
  pendingToken: pending.token,
  expiresAt: pending.expiresAt.toISOString(),
  organizations,
})

export const challenged = (pending: Pending, target: Membership, missing: Step[]): Challenge => ({
  outcome: 'challenged',
  pendingToken: pending.token,
  expiresAt: pending.expiresAt.toISOString(),
  organization: { id: target.organizationId, name: target.name, slug: target.slug },
  missing,
})
