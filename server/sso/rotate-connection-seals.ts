import sql from 'sql-template-tag'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { confine, type Database, type Tx } from '#server/platform/database.ts'
import { type KeyRing, type Sealed, seal, unseal } from '#server/platform/seal.ts'
import { privateKeyOf, secretOf } from './connection.ts'

/**
 * Seals the client secrets and our own keys of all connections anew with the present key; returns how many. One transaction
 * an organization, inside its walls. What is on the way to a provider and back, and what signing out there wants, is
 * forgotten instead: it is begun again. Throws where a key is missing; what was sealed anew until then stays so.
 */
export async function rotateConnectionSeals(db: Database, ring: KeyRing): Promise<number> {
  const organizations = await db.transaction(async (tx) => {
    await tx.query(sql`delete from sso_attempts where key_id <> ${ring.presentId}`)
    await tx.query(sql`delete from provider_sessions where key_id <> ${ring.presentId}`)
    return tx.query<{ id: OrganizationId }>(
      sql`select organizations_sealed_otherwise(${[ring.presentId]}::text[]) as id`,
    )
  })
  let total = 0
  for (const { id } of organizations)
    total += await db.transaction(async (tx) => {
      await confine(tx, id)
      return rotate(tx, ring)
    })
  return total
}

interface Row {
  id: ConnectionId
  secret: Buffer | null
  secretKeyId: string | null
  privateKey: Buffer
  privateKeyKeyId: string
}

async function rotate(tx: Tx, ring: KeyRing): Promise<number> {
  const rows = await tx.query<Row>(sql`
    select id, sealed_secret as secret, secret_key_id as "secretKeyId", sealed_private_key as "privateKey",
      private_key_key_id as "privateKeyKeyId"
    from connections where private_key_key_id <> ${ring.presentId} or secret_key_id <> ${ring.presentId} for no key update`)
  const anew = (sealed: Sealed, owner: string) => seal(ring, unseal(ring, sealed, owner), owner)
  let total = 0
  for (const { id, ...row } of rows) {
    const key = anew({ sealed: row.privateKey, keyId: row.privateKeyKeyId }, privateKeyOf(id))
    const secret =
      row.secret && row.secretKeyId
        ? anew({ sealed: row.secret, keyId: row.secretKeyId }, secretOf(id))
        : null
    await tx.query(sql`
      update connections set sealed_private_key = ${key.sealed}, private_key_key_id = ${key.keyId},
        sealed_secret = ${secret?.sealed ?? null}, secret_key_id = ${secret?.keyId ?? null}
      where id = ${id}`)
    total += secret ? 2 : 1
  }
  return total
}
