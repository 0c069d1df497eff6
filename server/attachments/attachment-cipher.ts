import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { AttachmentId, OrganizationId } from '#api/common.ts'

/** The key of an organization's attachments, opened. */
export interface DataKey {
  id: string
  /** 32 bytes. */
  bytes: Buffer
}

/** Whose content it is: bound to it, so that an object that is put in the place of another one does not open. */
export interface ContentOf {
  organizationId: OrganizationId
  attachmentId: AttachmentId
}

const version = 1
const nonceBytes = 12
const tagBytes = 16

/** As it lies in the storage (AES-256-GCM): a byte of version, 12 bytes nonce, the encrypted bytes, 16 bytes tag. */
export function encryptContent(key: DataKey, of: ContentOf, content: Uint8Array): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce)
  cipher.setAAD(boundTo(key, of))
  const body = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([Buffer.of(version), nonce, body, cipher.getAuthTag()])
}

/** @throws Error for whatever is not, to the bit, what was encrypted for this attachment */
export function decryptContent(key: DataKey, of: ContentOf, object: Buffer): Buffer {
  if (object.length < 1 + nonceBytes + tagBytes || object[0] !== version)
    throw new Error('this is no object of ours')
  const decipher = createDecipheriv('aes-256-gcm', key.bytes, object.subarray(1, 1 + nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(boundTo(key, of))
  decipher.setAuthTag(object.subarray(-tagBytes))
  const body = object.subarray(1 + nonceBytes, -tagBytes)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

const boundTo = (key: DataKey, { organizationId, attachmentId }: ContentOf): Buffer =>
  Buffer.from(`foyer attachment ${version} ${organizationId} ${key.id} ${attachmentId}`)
