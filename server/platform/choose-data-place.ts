import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { StartError } from './start-error.ts'

/** An account of the operating system that PostgreSQL runs as. */
export type SystemUser = { name: string; uid: number; gid: number }

/** Where the data really is, and as whom PostgreSQL runs there (null: as ourselves). */
export type DataPlace = { folder: string; user: SystemUser | null }

/**
 * Makes the data folder, or finds another place for it: PostgreSQL refuses to run as root, so root
 * lends it an unprivileged user, and where that user may not go (a checkout below /root) the data
 * lives in `/var/lib/foyer/<hash of the path>`, with a symbolic link at the wanted place so that it
 * is seen there and survives a move of the checkout.
 */
export function chooseDataPlace(wanted: string): DataPlace {
  const folder = resolve(wanted)
  if (userInfo().uid !== 0) {
    makeFolder(folder, 0o700)
    return { folder: realpathSync(folder), user: null }
  }
  const cluster = join(folder, 'postgres')
  const owner = existsSync(cluster) ? statSync(cluster) : null
  if (owner !== null && owner.uid !== 0)
    return {
      folder: realpathSync(folder),
      user: { name: String(owner.uid), uid: owner.uid, gid: owner.gid },
    }

  const user = findUnprivilegedUser()
  const above = existingPart(folder)
  // What is no folder at all is left to fail with its reason.
  if (!statSync(above).isDirectory() || canEnter(user, above)) makeFolder(folder, 0o711)
  // An empty one was made for us: passing through shows nothing, each thing in it has its own mode.
  if (isEmptyAndOurs(folder)) chmodSync(folder, 0o711)
  if (existsSync(folder) && canEnter(user, folder)) return { folder: realpathSync(folder), user }
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16)
  const elsewhere = join('/var/lib/foyer', hash)
  makeFolder(elsewhere, 0o711)
  if (!canEnter(user, elsewhere))
    throw new StartError(
      `PostgreSQL cannot run as root, and the user ${user.name} can reach neither ${folder} nor ` +
        `${elsewhere}. Start Foyer as an ordinary user, or name a folder with FOYER_DATA that ` +
        `${user.name} can enter.`,
    )
  linkTo(elsewhere, folder)
  return { folder: elsewhere, user }
}

/** A convenience: where nothing can be written, the data is found by the hash of the path alone. */
function linkTo(folder: string, link: string): void {
  try {
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(folder, link)
  } catch {
    // Something stands there already, or the file system is read-only.
  }
}

function makeFolder(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { recursive: true, mode })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(
      `The data folder ${folder} cannot be made (${reason}). Name another with FOYER_DATA.`,
    )
  }
}

function isEmptyAndOurs(folder: string): boolean {
  return existsSync(folder) && statSync(folder).uid === 0 && readdirSync(folder).length === 0
}

function existingPart(folder: string): string {
  return existsSync(folder) ? folder : existingPart(dirname(folder))
}

function findUnprivilegedUser(): SystemUser {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (option: string) =>
        Number(execFileSync('id', [option, name], { stdio: 'pipe', encoding: 'utf8' }))
      return { name, uid: id('-u'), gid: id('-g') }
    } catch {
      // This machine has no such user.
    }
  }
  throw new StartError(
    'PostgreSQL cannot run as root, and this machine has neither a user postgres nor nobody. ' +
      'Start Foyer as an ordinary user, or use a database of your own with DATABASE_URL.',
  )
}

/** Asks the kernel by trying: modes alone miss access lists, mounts and security modules. */
function canEnter(user: SystemUser, folder: string): boolean {
  try {
    execFileSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], {
      uid: user.uid,
      gid: user.gid,
      cwd: '/',
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}
