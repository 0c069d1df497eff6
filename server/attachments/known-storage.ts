import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { type ObjectStorage, StorageRefused } from '#server/outside/object-storage.ts'
import type { Database } from '#server/platform/database.ts'

/** A storage that is used only once it has shown that it is the one of this database. */
export interface KnownStorage extends ObjectStorage {
  /** @throws StorageRefused where it is another one, or does not let us in; StorageUnavailable */
  verify(): Promise<void>
  /** The same, asked anew: whether it can be used now. */
  check(): Promise<void>
}

/** Its content is an id that stands in the database too. */
const marker = 'foyer-store'

/**
 * Guards against two folders where there should be one: a process on another machine, a disk that is not mounted, a wrong
 * bucket. The first start writes the same random id to database and storage; a database that knows none takes that of the
 * storage. Until the storage has shown it, nothing is written there, read or removed.
 */
export function knownStorage(db: Database, objects: ObjectStorage): KnownStorage {
  let verified: Promise<void> | undefined
  const verify = () => {
    verified ??= compare(db, objects).catch((error: unknown) => {
      verified = undefined
      throw error
    })
    return verified
  }
  return {
    place: objects.place,
    verify,
    check: () => compare(db, objects),
    put: async (key, bytes) => {
      await verify()
      return objects.put(key, bytes)
    },
    get: async (key) => {
      await verify()
      return objects.get(key)
    },
    remove: async (key) => {
      await verify()
      return objects.remove(key)
    },
  }
}

async function compare(db: Database, objects: ObjectStorage): Promise<void> {
  const read = async () => (await objects.get(marker))?.toString().trim() ?? null
  const shown = await read()
  const known = await db.transaction(async (tx) => {
    const id = shown !== null && isId(shown) ? shown : randomUUID()
    const [first] = await tx.query(sql`
      insert into object_store (id, since) values (${id}, now()) on conflict do nothing returning id`)
    // Before anybody else sees the row: whoever starts at the same time waits for it, and then finds the object as well.
    if (first && shown !== id) await objects.put(marker, Buffer.from(`${id}\n`))
    const [row] = await tx.query<{ id: string }>(sql`select id from object_store`)
    return row?.id
  })
  if ((await read()) !== known)
    throw new StorageRefused(
      `${objects.place} is not the storage of attachments that this database knows: it has no object ${marker} with the content ` +
        `${known}. Name the right one (FOYER_ATTACHMENTS_FOLDER, FOYER_S3_…), or mount it. If all attachments are lost for ` +
        'good, put that object there.',
    )
}

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
