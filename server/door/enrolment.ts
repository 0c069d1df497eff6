import sql from 'sql-template-tag'
import type { IdentityId, LoginId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, seal } from '#server/platform/seal.ts'

// An authenticator that one log-in has begun to set up (DR4). Identity plane: runs unconfined.

const minutesValid = 10

/** Begins an enrolment, in place of an earlier one of the same log-in; returns until when it can be confirmed. */
export async function startEnrolmentOf(
  tx: Tx,
  ring: KeyRing,
  { loginId, identityId }: { loginId: LoginId; identityId: IdentityId },
  seed: Buffer,
  now: Date,
): Promise<Date> {
  const expiresAt = new Date(now.getTime() + minutesValid * 60_000)
  const { sealed, keyId } = seal(ring, seed, identityId)
  await tx.query(sql`
    insert into enrolments (login_id, sealed_seed, key_id, expires_at) values (${loginId}, ${sealed}, ${keyId}, ${expiresAt})
    on conflict (login_id) do update set sealed_seed = excluded.sealed_seed, key_id = excluded.key_id,
      expires_at = excluded.expires_at`)
  return expiresAt
}

/** What this log-in has begun, sealed for its identity; null: nothing, or too long ago. */
export async function findEnrolment(tx: Tx, loginId: LoginId, now: Date): Promise<Sealed | null> {
  const [row] = await tx.query<Sealed>(sql`
    select sealed_seed as sealed, key_id as "keyId" from enrolments where login_id = ${loginId} and expires_at > ${now}`)
  return row ?? null
}

/** Uses an enrolment up; false where it was used, or replaced by another, meanwhile. */
export async function endEnrolment(tx: Tx, loginId: LoginId, { sealed }: Sealed): Promise<boolean> {
  const ended = await tx.query(
    sql`delete from enrolments where login_id = ${loginId} and sealed_seed = ${sealed} returning login_id`,
  )
  return ended.length > 0
}

/** Forgets what any log-in of an identity has begun. */
export async function endEnrolmentsOf(tx: Tx, identityId: IdentityId): Promise<void> {
  await tx.query(sql`delete from enrolments
    where login_id in (select id from logins where identity_id = ${identityId})`)
}
