import { randomBytes } from 'node:crypto'
import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import { hashWithSalt } from '#server/identities/password.ts'
import type { Tx } from '#server/platform/database.ts'
import { newReadableCode, readReadableCode } from '#server/platform/readable-code.ts'

// Codes that stand in for a lost authenticator, each good once (DR4). Identity plane: runs unconfined.

const count = 10
const length = 10

export interface RecoveryCodes {
  /** As people write them down. We keep the hashes alone. */
  codes: string[]
  salt: Buffer
  hashes: Buffer[]
}

/** Makes ten codes of 50 random bits each. Takes ten password hashes: never inside a transaction. */
export async function newRecoveryCodes(): Promise<RecoveryCodes> {
  const codes = Array.from({ length: count }, () => newReadableCode(length))
  const salt = randomBytes(16)
  const hashes = await Promise.all(codes.map((code) => hashRecoveryCode(code, salt)))
  return { codes, salt, hashes }
}

/** Slow on purpose; what people add to a code, or mistake in it, is forgiven. */
export const hashRecoveryCode = (code: string, salt: Buffer): Promise<Buffer> =>
  hashWithSalt(readReadableCode(code), salt)

/** Replaces all codes of an identity. */
export async function replaceRecoveryCodesOf(
  tx: Tx,
  identityId: IdentityId,
  { salt, hashes }: RecoveryCodes,
): Promise<void> {
  await tx.query(sql`delete from recovery_codes where identity_id = ${identityId}`)
  await tx.query(sql`insert into recovery_codes (identity_id, hash, salt)
    select ${identityId}, hash, ${salt} from unnest(${hashes}::bytea[]) as hash`)
}

/** With what the codes of an identity are hashed; null: it has none. */
export async function findRecoverySalt(tx: Tx, identityId: IdentityId): Promise<Buffer | null> {
  const [row] = await tx.query<{ salt: Buffer }>(
    sql`select salt from recovery_codes where identity_id = ${identityId} limit 1`,
  )
  return row?.salt ?? null
}

/** Whether this is the hash of a code that was not used yet; it is used thereby. */
export async function useRecoveryCode(
  tx: Tx,
  identityId: IdentityId,
  hash: Buffer,
  now: Date,
): Promise<boolean> {
  const used = await tx.query(sql`update recovery_codes set used_at = ${now}
    where identity_id = ${identityId} and hash = ${hash} and used_at is null returning identity_id`)
  return used.length > 0
}

/** How many codes an identity has left. */
export async function countRecoveryCodes(tx: Tx, identityId: IdentityId): Promise<number> {
  const [row] = await tx.query<{ left: number }>(
    sql`select count(*) as left from recovery_codes where identity_id = ${identityId} and used_at is null`,
  )
  return row?.left ?? 0
}
