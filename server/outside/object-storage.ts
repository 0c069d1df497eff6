/** Where objects are kept: bytes under a key, whole or not at all. Nothing in it is to be trusted: others may write there too. */
export interface ObjectStorage {
  /** For people: a folder, or the address of a bucket. */
  readonly place: string
  /** Replaces what was there. Once it resolves, the object outlives this machine's power. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Null: there is none. */
  get(key: string): Promise<Buffer | null>
  /** Idempotent. */
  remove(key: string): Promise<void>
}

/** It cannot be reached or used now; later the same may succeed. */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable'
}

/** It does not do what is asked, whenever it is asked: keys, bucket, rights or region are wrong. */
export class StorageRefused extends Error {
  override readonly name = 'StorageRefused'
}

/** No object of ours is near it; what is larger is none of ours. */
export const objectBytesMax = 64 * 1024 * 1024

/** Parts of letters, digits, `_`, `-` and, not at their beginning, dots: what any storage takes as it is. */
export const isObjectKey = (key: string): boolean =>
  key.length <= 400 && /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(key)

/** @throws Error for a key that could mean something else to a file system or a server */
export function checkObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new Error('this is no key of an object')
}
