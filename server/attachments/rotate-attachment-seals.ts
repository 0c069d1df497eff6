import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { confine, type Database } from '#server/platform/database.ts'
import { type KeyRing, seal, unseal } from '#server/platform/seal.ts'
import { keyOf } from './attachment-key.ts'

/**
 * Seals the key of each organization's attachments anew with the present key; returns how many. The objects stay as they are:
 * their key is the same. Throws where a key is missing; what was sealed anew until then stays so.
 */
export async function rotateAttachmentSeals(db: Database, ring: KeyRing): Promise<number> {
  const organizations = await db.transaction((tx) =>
    tx.query<{ id: OrganizationId }>(
      sql`select attachment_keys_sealed_otherwise(${[ring.presentId]}::text[]) as id`,
    ),
  )
  for (const { id: organizationId } of organizations)
    await db.transaction(async (tx) => {
      await confine(tx, organizationId)
      const [row] = await tx.query<{ id: string; sealed: Buffer; keyId: string }>(
        sql`select id, sealed_key as sealed, key_id as "keyId" from attachment_keys for update`,
      )
      if (!row) return
      const owner = keyOf(organizationId, row.id)
      const { sealed, keyId } = seal(ring, unseal(ring, row, owner), owner)
      await tx.query(sql`update attachment_keys set sealed_key = ${sealed}, key_id = ${keyId}`)
    })
  return organizations.length
}
