import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StartError } from './start-error.ts'

/** The folder has a living owner: what only wants to talk to the database may go on there. */
export class FolderInUse extends StartError {
  override name = 'FolderInUse'
}

/**
 * Makes this process (its id is told to others) the only owner of a data folder until it calls the returned function or dies.
 * The lock is SQLite's lock on a file: the kernel's own, so that it ends with the process however
 * that dies, and neither a left-over file nor a reused process id can be mistaken for an owner.
 */
export function lockFolder(folder: string, ownerPid?: number): () => void {
  const pidFile = join(folder, 'foyer.pid')
  const lock = openLockFile(folder)
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    const owner = readPid(pidFile)
    throw new FolderInUse(
      `The data folder ${folder} is in use by another running Foyer${owner && ` (process ${owner})`}. ` +
        'Stop that one first, or name another folder with FOYER_DATA.',
    )
  }
  if (ownerPid === undefined) rmSync(pidFile, { force: true })
  else writeFileSync(pidFile, `${ownerPid}\n`)
  return () => {
    if (!lock.isOpen) return
    rmSync(pidFile, { force: true })
    lock.close()
  }
}

function openLockFile(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, 'foyer.lock'), { timeout: 0 })
  } catch {
    throw new StartError(
      `The data folder ${folder} cannot be written to. ` +
        'Start Foyer as the user who owns it, or name another folder with FOYER_DATA.',
    )
  }
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}
