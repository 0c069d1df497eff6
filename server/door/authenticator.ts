import { Secret, TOTP } from 'otpauth'
import sql from 'sql-template-tag'
import type { IdentityId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, unseal } from '#server/platform/seal.ts'

// The authenticator of an identity (RFC 6238). Identity plane: runs unconfined.

/** What every authenticator app understands. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const

/** Steps before and after the present one whose codes are taken too: clocks differ. */
const window = 1

/** The 160 random bits that RFC 4226 recommends. */
export const newSeed = (): Buffer => Buffer.from(new Secret({ size: 20 }).bytes)

/** A seed as people type it, and as the address that a QR code holds. */
export function describeSeed(seed: Buffer, email: string): { secret: string; uri: string } {
  const secret = secretOf(seed)
  const totp = new TOTP({ ...parameters, issuer: 'Foyer', label: email, secret })
  return { secret: secret.base32, uri: totp.toString() }
}

/** The time step whose code this is, one before or after the present included; null: of none of them. */
export function findStep(seed: Buffer, code: string, now: Date): number | null {
  const timestamp = now.getTime()
  const secret = secretOf(seed)
  const delta = TOTP.validate({ ...parameters, token: code, secret, timestamp, window })
  return delta === null ? null : TOTP.counter({ ...parameters, timestamp }) + delta
}

const secretOf = (seed: Buffer) => new Secret({ buffer: new Uint8Array(seed).buffer })

/** Adds the authenticator of an identity, in place of the one it had. `step`: of the code that confirmed it. */
export async function addAuthenticator(
  tx: Tx,
  identityId: IdentityId,
  { sealed, keyId }: Sealed,
  step: number,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into authenticators (identity_id, sealed_seed, key_id, last_step, since)
    values (${identityId}, ${sealed}, ${keyId}, ${step}, ${now})
    on conflict (identity_id) do update set sealed_seed = excluded.sealed_seed, key_id = excluded.key_id,
      last_step = excluded.last_step, since = excluded.since`)
}

/**
 * Whether this is a code of the authenticator that was not used yet. It is used thereby, and with it every older one: of
 * two requests at once with the same code one is right.
 */
export async function useTotp(
  tx: Tx,
  ring: KeyRing,
  identityId: IdentityId,
  code: string,
  now: Date,
): Promise<boolean> {
  const [row] = await tx.query<Sealed>(
    sql`select sealed_seed as sealed, key_id as "keyId" from authenticators where identity_id = ${identityId}`,
  )
  // Removed meanwhile, by another log-in.
  if (!row) return false
  const step = findStep(unseal(ring, row, identityId), code, now)
  if (step === null) return false
  const used = await tx.query(sql`update authenticators set last_step = ${step}
    where identity_id = ${identityId} and sealed_seed = ${row.sealed} and last_step < ${step} returning identity_id`)
  return used.length > 0
}

/** Since when an identity has its authenticator; null: it has none. */
export async function findAuthenticator(tx: Tx, identityId: IdentityId): Promise<Date | null> {
  const [row] = await tx.query<{ since: Date }>(
    sql`select since from authenticators where identity_id = ${identityId}`,
  )
  return row?.since ?? null
}

/** Removes the authenticator with its recovery codes. Whoever calls ends what stood on it. */
export async function removeAuthenticatorOf(tx: Tx, identityId: IdentityId): Promise<void> {
  await Promise.all([
    tx.query(sql`delete from authenticators where identity_id = ${identityId}`),
    tx.query(sql`delete from recovery_codes where identity_id = ${identityId}`),
  ])
}
