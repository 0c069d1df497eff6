import { problem } from '#api/problem.ts'
import {
  type ObjectStorage,
  StorageRefused,
  StorageUnavailable,
} from '#server/outside/object-storage.ts'
import type { Log } from '#server/platform/log.ts'
import type { KeyRing } from '#server/platform/seal.ts'

/** What it takes to keep the content of attachments. */
export interface AttachmentStore {
  objects: ObjectStorage
  keyRing: KeyRing
  /** Bytes of all attachments of one organization; null: any number. */
  bytesMax: number | null
  log: Log
}

/**
 * Answers `unavailable` where the storage cannot do what is asked: nobody who asks can tell whether it is down or wrongly set up,
 * and whoever runs it has it in the log.
 */
export async function whileStorageAnswers<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StorageUnavailable || error instanceof StorageRefused)
      throw problem('unavailable', { retryAfterSeconds: 10 })
    throw error
  }
}
