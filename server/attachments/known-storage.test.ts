import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openFolderStorage } from '#server/outside/folder-storage.ts'
import {
  type ObjectStorage,
  StorageRefused,
  StorageUnavailable,
} from '#server/outside/object-storage.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { knownStorage } from './known-storage.ts'
import { storageCondition } from './storage-condition.ts'

let app: TestApp
let above: string
beforeAll(async () => {
  app = await startTestApp()
  above = await mkdtemp(join(tmpdir(), 'foyer-known-storage-'))
})
afterAll(async () => {
  await rm(above, { recursive: true })
  await app.stop()
})
beforeEach(() => app.owner.transaction((tx) => tx.query(sql`delete from object_store`)))

const folder = (name: string) => join(above, name)
const known = (name: string) => knownStorage(app.db, openFolderStorage(folder(name)))

test('OP1: processes that start at once on one folder agree; one on another folder is told, and touches nothing', async () => {
  const processes = [known('shared'), known('shared'), known('shared')]
  await Promise.all(processes.map((one) => one.verify()))
  await processes[0]?.put('a/b', Buffer.from('x'))
  expect((await processes[1]?.get('a/b'))?.toString()).toBe('x')
  const elsewhere = known('elsewhere')
  await expect(elsewhere.verify()).rejects.toThrow(StorageRefused)
  await expect(elsewhere.put('a/b', Buffer.from('x'))).rejects.toThrow(/FOYER_ATTACHMENTS_FOLDER/)
  await expect(elsewhere.get('a/b')).rejects.toThrow(StorageRefused)
  await expect(elsewhere.remove('a/b')).rejects.toThrow(StorageRefused)
  await expect(readFile(join(folder('elsewhere'), 'a', 'b'))).rejects.toThrow(/ENOENT/)
})

test('a disk that is not mounted is told, and believed once it is back, or once somebody says that all is lost', async () => {
  await known('disk').verify()
  const marker = join(folder('disk'), 'foyer-store')
  const id = await readFile(marker, 'utf8')
  await rm(marker)
  const started = known('disk')
  const error = await started.verify().then(
    () => null,
    (reason: Error) => reason,
  )
  expect(error?.message).toContain(id.trim())
  await writeFile(marker, id)
  await started.verify()
})

test('a database that knows none takes the id of the storage, such as after moving to another one', async () => {
  await known('moved').verify()
  const before = await readFile(join(folder('moved'), 'foyer-store'), 'utf8')
  await app.owner.transaction((tx) => tx.query(sql`delete from object_store`))
  await known('moved').verify()
  expect(await readFile(join(folder('moved'), 'foyer-store'), 'utf8')).toBe(before)
})

test('/readyz is told what is wrong, in words, and that it is well again', async () => {
  let fault: Error | null = null
  const storage: ObjectStorage = {
    ...openFolderStorage(folder('faulty')),
    get: async (key) => {
      if (fault) throw fault
      return openFolderStorage(folder('faulty')).get(key)
    },
  }
  const one = knownStorage(app.db, storage)
  await one.verify()
  expect(await storageCondition(one)()).toEqual([])
  fault = new StorageUnavailable('the storage answers 503')
  expect(await storageCondition(one)()).toEqual(['attachments: the storage answers 503'])
  fault = null
  expect(await storageCondition(one)()).toEqual([])
})
