import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises'
import { platform } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { checkObjectKey, type ObjectStorage, StorageUnavailable } from './object-storage.ts'

/** Unfinished files this old are of a process that ended in the middle. */
const leftoverMs = 24 * 3_600_000

/**
 * Objects as files of a folder, for us alone (0700, 0600). A file is written beside its place, brought to the disk, and then
 * renamed: at no moment is a part of it seen under its key, whenever the power goes.
 */
export function openFolderStorage(wanted: string): ObjectStorage {
  const folder = resolve(wanted)
  const unfinished = join(folder, '.unfinished')
  let prepared: Promise<void> | undefined
  const prepare = () => {
    prepared ??= begin().catch((error: unknown) => {
      prepared = undefined
      throw error
    })
    return prepared
  }

  return {
    place: folder,

    put: (key, bytes) =>
      whileUsable(async () => {
        const path = pathOf(key)
        await prepare()
        const temporary = join(unfinished, randomUUID())
        try {
          await writeDurably(temporary, bytes)
          // Twice, since whoever removes the last object of a folder takes the folder away.
          await moveInto(path, temporary).catch(ifMissing(() => moveInto(path, temporary)))
        } catch (error) {
          await rm(temporary, { force: true }).catch(() => undefined)
          throw error
        }
      }),

    get: (key) => whileUsable(() => readFile(pathOf(key)).catch(ifMissing(() => null))),

    remove: (key) =>
      whileUsable(async () => {
        const path = pathOf(key)
        await rm(path, { force: true })
        // Empty ones go as well; one that is not empty stays.
        if (dirname(path) !== folder) await rmdir(dirname(path)).catch(() => undefined)
      }),
  }

  function pathOf(key: string): string {
    checkObjectKey(key)
    return join(folder, ...key.split('/'))
  }

  async function begin(): Promise<void> {
    await mkdir(unfinished, { recursive: true, mode: 0o700 })
    const oldest = Date.now() - leftoverMs
    for (const name of await readdir(unfinished)) {
      const path = join(unfinished, name)
      // Another process may be faster.
      const found = await stat(path).catch(() => null)
      if (found && found.mtimeMs < oldest) await rm(path, { force: true })
    }
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function moveInto(path: string, temporary: string): Promise<void> {
  const made = await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await rename(temporary, path)
  await syncFolder(dirname(path))
  if (made) await syncFolder(dirname(made))
}

/** A new name in a folder is on the disk only once the folder is. Windows has no such thing. */
async function syncFolder(path: string): Promise<void> {
  if (platform() === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

const ifMissing =
  <T>(instead: () => T) =>
  (error: unknown): T => {
    if (codeOf(error) === 'ENOENT') return instead()
    throw error
  }

/** A full disk, a lost mount or missing rights are of the machine, which somebody can mend. */
async function whileUsable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = codeOf(error)
    if (code === '') throw error
    throw new StorageUnavailable(`the folder cannot be used: ${code}`, { cause: error })
  }
}
