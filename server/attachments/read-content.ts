import { type ContentOf, type DataKey, decryptContent } from './attachment-cipher.ts'
import type { AttachmentStore } from './attachment-store.ts'
import { objectKey } from './object-key.ts'

/**
 * The picture itself, or null where its object is gone or is not what was kept, which is for the operator to know. To be called
 * outside of transactions: this may last.
 *
 * @throws StorageUnavailable, StorageRefused
 */
export async function readContent(
  { objects, log }: Pick<AttachmentStore, 'objects' | 'log'>,
  key: DataKey,
  of: ContentOf,
): Promise<Buffer | null> {
  const object = await objects.get(objectKey(of))
  if (object)
    try {
      return decryptContent(key, of, object)
    } catch (error) {
      log.error({ err: error, ...of }, 'the object of an attachment is not what was kept')
      return null
    }
  log.error({ ...of }, 'the object of an attachment is gone')
  return null
}
