import { randomBytes, randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { type KeyRing, seal, unseal } from '#server/platform/seal.ts'
import type { DataKey } from './attachment-cipher.ts'

/** Whose secret a sealed key is. */
export const keyOf = (organizationId: OrganizationId, id: string): string =>
  `attachments ${organizationId} ${id}`

/** The key of the organization that the transaction is in; null: it has kept no attachment yet. */
export async function findAttachmentKey(
  tx: Tx,
  ring: KeyRing,
  organizationId: OrganizationId,
): Promise<DataKey | null> {
  const [row] = await tx.query<{ id: string; sealed: Buffer; keyId: string }>(
    sql`select id, sealed_key as sealed, key_id as "keyId" from attachment_keys`,
  )
  return row ? { id: row.id, bytes: unseal(ring, row, keyOf(organizationId, row.id)) } : null
}

/** The same, made where there is none; of two who make it at once one does. */
export async function getAttachmentKey(
  tx: Tx,
  ring: KeyRing,
  organizationId: OrganizationId,
): Promise<DataKey> {
  const found = await findAttachmentKey(tx, ring, organizationId)
  if (found) return found
  const id = randomUUID()
  const { sealed, keyId } = seal(ring, randomBytes(32), keyOf(organizationId, id))
  await tx.query(sql`
    insert into attachment_keys (organization_id, id, sealed_key, key_id) values (${organizationId}, ${id}, ${sealed}, ${keyId})
    on conflict do nothing`)
  const made = await findAttachmentKey(tx, ring, organizationId)
  if (!made) throw new Error('a key of attachments is not there')
  return made
}
