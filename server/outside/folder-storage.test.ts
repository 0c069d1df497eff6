import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openFolderStorage } from './folder-storage.ts'
import { StorageUnavailable } from './object-storage.ts'

let above: string
let folder: string
beforeAll(async () => {
  above = await mkdtemp(join(tmpdir(), 'foyer-folder-storage-'))
  folder = join(above, 'deep', 'objects')
})
afterAll(() => rm(above, { recursive: true }))

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)

test('what is put comes back, is replaced whole, and goes; nobody else may look', async () => {
  const storage = openFolderStorage(folder)
  expect(await storage.get('one/a')).toBeNull()
  await storage.remove('one/a')
  await storage.put('one/a', Buffer.from('first'))
  await storage.put('one/b', Buffer.from('other'))
  await storage.put('one/a', Buffer.from('second, longer'))
  expect((await storage.get('one/a'))?.toString()).toBe('second, longer')
  expect([
    await modeOf(folder),
    await modeOf(join(folder, 'one')),
    await modeOf(join(folder, 'one', 'a')),
  ]).toEqual(['700', '700', '600'])
  await storage.remove('one/a')
  await storage.remove('one/a')
  expect(await storage.get('one/a')).toBeNull()
  expect(await readdir(join(folder, 'one'))).toEqual(['b'])
  await storage.remove('one/b')
  expect(await readdir(folder)).toEqual(['.unfinished'])
  expect(await readdir(join(folder, '.unfinished'))).toEqual([])
})

test('no key leads out of the folder, or means anything but a file in it', async () => {
  const storage = openFolderStorage(folder)
  await writeFile(join(above, 'secret'), 'secret')
  for (const key of [
    '../secret',
    '../../secret',
    'one/../../secret',
    '/etc/passwd',
    'one//a',
    'one/',
    '.unfinished/a',
    'one/.hidden',
    'one\\..\\a',
    'one/a\0',
    'one/%2e%2e',
    'ä',
    '',
    'a'.repeat(401),
  ]) {
    const no = /no key/
    await expect(storage.get(key), key).rejects.toThrow(no)
    await expect(storage.put(key, Buffer.from('x')), key).rejects.toThrow(no)
    await expect(storage.remove(key), key).rejects.toThrow(no)
  }
  expect(await readFile(join(above, 'secret'), 'utf8')).toBe('secret')
})

test('many at once, while the last object of the folder goes again and again: none is lost', async () => {
  const storage = openFolderStorage(folder)
  const names = Array.from({ length: 40 }, (_, n) => `busy/${n}`)
  await Promise.all(
    names.flatMap((key) => [
      storage.put(key, Buffer.from(key)),
      storage.put('busy/short', Buffer.from('x')).then(() => storage.remove('busy/short')),
    ]),
  )
  for (const key of names) expect((await storage.get(key))?.toString()).toBe(key)
})

test('what a process left unfinished is tidied up after a day, and never before', async () => {
  const unfinished = join(folder, '.unfinished')
  await mkdir(unfinished, { recursive: true })
  await writeFile(join(unfinished, 'old'), 'half')
  await writeFile(join(unfinished, 'young'), 'half')
  const twoDaysAgo = new Date(Date.now() - 48 * 3_600_000)
  await utimes(join(unfinished, 'old'), twoDaysAgo, twoDaysAgo)
  await openFolderStorage(folder).put('one/a', Buffer.from('x'))
  expect(await readdir(unfinished)).toEqual(['young'])
})

test('a folder that cannot be used is told as such, and is used once it can be', async () => {
  const path = join(above, 'blocked')
  await writeFile(path, 'a file where the folder should be')
  const storage = openFolderStorage(path)
  await expect(storage.put('one/a', Buffer.from('x'))).rejects.toThrow(StorageUnavailable)
  await expect(storage.get('one/a')).rejects.toThrow(StorageUnavailable)
  await rm(path)
  await storage.put('one/a', Buffer.from('x'))
  expect((await storage.get('one/a'))?.toString()).toBe('x')
})
