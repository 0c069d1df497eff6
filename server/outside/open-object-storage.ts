import { join } from 'node:path'
import type { Log } from '#server/platform/log.ts'
import { openFolderStorage } from './folder-storage.ts'
import type { ObjectStorage } from './object-storage.ts'
import { openS3Storage, type S3Settings } from './s3-storage.ts'

/** What the operator has chosen; `path` null: in the data folder. */
export type StorageSettings =
  | { kind: 'folder'; path: string | null }
  | ({ kind: 's3' } & S3Settings)

/** The storage that the operator has chosen; what it does not do stands in the log. */
export function openObjectStorage(
  settings: StorageSettings,
  dataFolder: string,
  log: Log,
): ObjectStorage {
  const storage =
    settings.kind === 's3'
      ? openS3Storage(settings)
      : openFolderStorage(settings.path ?? join(dataFolder, 'attachments'))
  const told = <T>(what: string, work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      log.error({ err: error, storage: storage.place }, `an object could not be ${what}`)
      throw error
    })
  return {
    place: storage.place,
    put: (key, bytes) => told('kept', storage.put(key, bytes)),
    get: (key) => told('read', storage.get(key)),
    remove: (key) => told('removed', storage.remove(key)),
  }
}
