import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { platform, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { DataPlace } from './choose-data-place.ts'
import type { PostgresBinaries } from './find-postgres-binaries.ts'
import type { Log } from './log.ts'
import { StartError } from './start-error.ts'

/** One PostgreSQL of ours: its folder, programs, user and address. */
export type Cluster = {
  place: DataPlace
  folder: string
  binaries: PostgresBinaries
  listen: Listen
  volatile: boolean
  log: Log
}

/** Where clients connect to: a folder with a Unix socket, or a loopback port (Windows). */
type Listen = { host: string; port: number; socketFolder: string | null }

/** Of the roles postgres, foyer_owner and foyer; kept in a file that only our user reads. */
export type Passwords = { superuser: string; owner: string; app: string }

/** A private socket folder, short enough for the system; a free loopback port on Windows. */
export async function chooseListen(place: DataPlace): Promise<Listen> {
  if (platform() === 'win32')
    return { host: '127.0.0.1', port: await freeLoopbackPort(), socketFolder: null }
  const port = 5432
  const inside = join(place.folder, 'postgres-socket')
  // The path of a socket may have 103 bytes on macOS and 107 on Linux, and a longer one fails only
  // when somebody connects.
  const socketFolder =
    Buffer.byteLength(join(inside, `.s.PGSQL.${port}`)) <= 103
      ? inside
      : join(
          tmpdir(),
          `foyer-${createHash('sha256').update(place.folder).digest('hex').slice(0, 12)}`,
        )
  if (!existsSync(socketFolder)) mkdirSync(socketFolder, { mode: 0o700 })
  // Somebody else may have prepared this name in the shared folder, as a link to what is not theirs.
  const found = lstatSync(socketFolder)
  const ours = [userInfo().uid, place.user?.uid].includes(found.uid)
  if (ours && found.isDirectory()) giveTo(place, socketFolder)
  else
    throw new StartError(
      `The folder ${socketFolder} for the database's socket belongs to somebody else. ` +
        'Remove it and start again.',
    )
  return { host: socketFolder, port, socketFolder }
}

function freeLoopbackPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Makes the cluster unless it is there; whole or not at all, whenever this is interrupted. */
export function prepareCluster(cluster: Cluster): Passwords {
  const versionFile = join(cluster.folder, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const major = Number.parseInt(readFileSync(versionFile, 'utf8'), 10)
    if (major === cluster.binaries.major) return readPasswords(cluster.place)
    throw new StartError(
      `The database in ${cluster.folder} was made by PostgreSQL ${major}, but this is PostgreSQL ` +
        `${cluster.binaries.major}. Export it with the older version and import it into a new folder.`,
    )
  }
  const password = () => randomBytes(24).toString('base64url')
  const passwords: Passwords = { superuser: password(), owner: password(), app: password() }
  writeFileSync(passwordsFile(cluster.place), `${JSON.stringify(passwords)}\n`, {
    mode: 0o600,
    flush: true,
  })
  initialize(cluster, passwords.superuser)
  return passwords
}

/** The passwords of an existing cluster; a StartError when they are lost. */
export function readPasswords(place: DataPlace): Passwords {
  const file = passwordsFile(place)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  throw new StartError(
    `The file ${file} with the passwords of the database is missing. ` +
      'Put it back from your backup, or name another folder with FOYER_DATA to begin anew.',
  )
}

const passwordsFile = (place: DataPlace) => join(place.folder, 'postgres-passwords.json')

function initialize(cluster: Cluster, password: string): void {
  const { place, binaries } = cluster
  const unfinished = `${cluster.folder}.new`
  const passwordFile = join(place.folder, 'postgres-password.new')
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  giveTo(place, unfinished)
  writeFileSync(passwordFile, password, { mode: 0o600 })
  giveTo(place, passwordFile)
  try {
    execFileSync(
      join(binaries.folder, 'initdb'),
      [
        `--pgdata=${unfinished}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // The built-in provider sorts alike on every system and release; before 17 there is none.
        ...(binaries.major >= 17
          ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
          : ['--locale=C.UTF-8']),
        '--data-checksums',
        '--no-instructions',
        ...(cluster.volatile ? ['--no-sync'] : []),
      ],
      { ...asUser(place), stdio: 'pipe' },
    )
  } catch (error) {
    const output =
      error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    throw new StartError(`PostgreSQL could not make its folder ${unfinished}: ${output.trim()}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(unfinished, cluster.folder)
}

/** Runs as the lent user, from a folder it can enter, without our environment and its secrets. */
export function asUser({ user, folder }: DataPlace) {
  return {
    ...(user && { uid: user.uid, gid: user.gid }),
    cwd: folder,
    ...(platform() !== 'win32' && { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }),
  }
}

function giveTo({ user }: DataPlace, path: string): void {
  if (user !== null) chownSync(path, user.uid, user.gid)
  chmodSync(path, lstatSync(path).isDirectory() ? 0o700 : 0o600)
}
