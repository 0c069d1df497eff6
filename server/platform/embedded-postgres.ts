import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { platform, tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { chooseDataPlace, type DataPlace } from './choose-data-place.ts'
import {
  checkBinaries,
  findPostgresBinaries,
  type PostgresBinaries,
} from './find-postgres-binaries.ts'
import { lockFolder } from './lock-folder.ts'
import type { Log } from './log.ts'
import { StartError } from './start-error.ts'

export type EmbeddedPostgres = {
  /** Where data, passwords and lock really are: not always the folder that was asked for. */
  folder: string
  superuserUrl: string
  /** Role `foyer_owner`, which migrates. */
  ownerUrl: string
  /** Role `foyer`, as which the application connects. */
  appUrl: string
  /** Process id of the postmaster at this moment; changes when it had to be restarted. */
  readonly pid: number
  /** Ends PostgreSQL (clients are disconnected, everything committed is kept) and frees the folder. */
  stop(): Promise<void>
}

export type EmbeddedPostgresOptions = {
  folder: string
  log: Log
  /** For throw-away clusters of tests: nothing is forced to disk. */
  volatile?: boolean
  /** Runs the `postgres` of this folder (such as /usr/lib/postgresql/15/bin), not the packaged one. */
  binariesFolder?: string
  /** Our process id, for the message that a second Foyer shows. */
  ownerPid?: number
  /** Called once when PostgreSQL died and could not be brought back. */
  onLost?: (error: Error) => void
}

type Passwords = { superuser: string; owner: string; app: string }

/** Where clients connect to: a folder with a Unix socket, or a loopback port (Windows). */
type Listen = { host: string; port: number; socketFolder: string | null }

type Cluster = {
  place: DataPlace
  folder: string
  binaries: PostgresBinaries
  listen: Listen
  volatile: boolean
  log: Log
}

const startSecondsMax = 120
const restartsMax = 5
const restartWindowMs = 60_000

/**
 * Runs a real PostgreSQL of this process's own in `folder`: made on first use, durable, reachable
 * only through a private socket with generated passwords, restarted when it dies, and left in a
 * state that the next start repairs when Foyer itself is killed. Throws a StartError when the
 * folder has another owner or PostgreSQL cannot run (OP1).
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const place = chooseDataPlace(options.folder)
  const unlock = lockFolder(place.folder, options.ownerPid)
  try {
    const binaries =
      options.binariesFolder === undefined
        ? findPostgresBinaries(place.folder, place.user)
        : checkBinaries(options.binariesFolder, place.user)
    const cluster: Cluster = {
      place,
      folder: join(place.folder, 'postgres'),
      binaries,
      listen: await chooseListen(place),
      volatile: options.volatile ?? false,
      log: options.log,
    }
    const passwords = prepareCluster(cluster)
    await endOrphan(cluster)
    const supervised = await supervise(cluster, options.onLost)
    const stop = async () => {
      await supervised.stop()
      const { socketFolder } = cluster.listen
      if (socketFolder !== null) rmSync(socketFolder, { recursive: true, force: true })
      unlock()
    }
    const url = (role: string, password: string, database: string) =>
      `postgresql://${role}:${password}@${encodeURIComponent(cluster.listen.host)}:${cluster.listen.port}/${database}`
    try {
      await prepareDatabase(url('postgres', passwords.superuser, 'postgres'), passwords)
    } catch (error) {
      await stop()
      throw error
    }
    let stopping: Promise<void> | undefined
    return {
      folder: place.folder,
      superuserUrl: url('postgres', passwords.superuser, 'foyer'),
      ownerUrl: url('foyer_owner', passwords.owner, 'foyer'),
      appUrl: url('foyer', passwords.app, 'foyer'),
      get pid() {
        return supervised.pid
      },
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    unlock()
    throw error
  }
}

async function chooseListen(place: DataPlace): Promise<Listen> {
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
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 })
  giveTo(place, socketFolder)
  const { uid, mode } = lstatSync(socketFolder)
  if (uid !== (place.user?.uid ?? userInfo().uid) || (mode & 0o077) !== 0)
    throw new StartError(
      `The folder ${socketFolder} for the database's socket belongs to somebody else or is open ` +
        'to others. Remove it and start again.',
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
function prepareCluster(cluster: Cluster): Passwords {
  const passwordsFile = join(cluster.place.folder, 'postgres-passwords.json')
  const versionFile = join(cluster.folder, 'PG_VERSION')
  if (existsSync(versionFile)) {
    const major = Number.parseInt(readFileSync(versionFile, 'utf8'), 10)
    if (major !== cluster.binaries.major)
      throw new StartError(
        `The database in ${cluster.folder} was made by PostgreSQL ${major}, but this is ` +
          `PostgreSQL ${cluster.binaries.major}. Export it with the older version and import it into a new folder.`,
      )
    if (!existsSync(passwordsFile))
      throw new StartError(
        `The file ${passwordsFile} with the passwords of the database is missing. ` +
          'Put it back from your backup, or name another folder with FOYER_DATA to begin anew.',
      )
    return JSON.parse(readFileSync(passwordsFile, 'utf8'))
  }
  const password = () => randomBytes(24).toString('base64url')
  const passwords: Passwords = { superuser: password(), owner: password(), app: password() }
  writeFileSync(passwordsFile, `${JSON.stringify(passwords)}\n`, { mode: 0o600 })
  initialize(cluster, passwords.superuser)
  return passwords
}

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

/**
 * After a kill -9 of Foyer its PostgreSQL lives on. It is stopped (fast: nothing committed is lost)
 * and not adopted: only a child of our own can be supervised, runs today's binaries and settings,
 * and logs into our log. The lock of the folder proves that it has no living owner.
 */
async function endOrphan(cluster: Cluster): Promise<void> {
  const pidFile = join(cluster.folder, 'postmaster.pid')
  const { pid } = readPostmaster(pidFile)
  if (pid === null) return
  if (isPostmasterOf(pid, cluster.folder)) {
    cluster.log.info({ pid }, 'stopping the PostgreSQL that a killed Foyer left behind')
    await stopByFolder(cluster, 'fast')
      .catch(() => stopByFolder(cluster, 'immediate'))
      .catch(() => {
        throw new StartError(
          `An earlier PostgreSQL (process ${pid}) still uses ${cluster.folder} and does not stop. ` +
            'End it, then start again.',
        )
      })
  }
  // PostgreSQL believes any living process that got this number since, and would refuse to start.
  rmSync(pidFile, { force: true })
}

function isPostmasterOf(pid: number, folder: string): boolean {
  try {
    if (platform() === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === folder
    const [command, ...options] =
      platform() === 'win32'
        ? ['tasklist', '/NH', '/FI', `PID eq ${pid}`]
        : ['ps', '-o', 'command=', '-p', String(pid)]
    return execFileSync(command, options, { encoding: 'utf8', stdio: 'pipe' }).includes('postgres')
  } catch {
    return false
  }
}

async function stopByFolder(cluster: Cluster, mode: 'fast' | 'immediate'): Promise<void> {
  await promisify(execFile)(
    join(cluster.binaries.folder, 'pg_ctl'),
    ['stop', '-D', cluster.folder, '-m', mode, '-w', '-t', '15'],
    asUser(cluster.place),
  )
}

async function supervise(cluster: Cluster, onLost: EmbeddedPostgresOptions['onLost']) {
  const { log } = cluster
  const restarts: number[] = []
  let stopping = false
  let child = await startPostmaster(cluster)
  let restarting: Promise<void> | undefined

  const restart = async (): Promise<void> => {
    for (;;) {
      const since = Date.now() - restartWindowMs
      while (restarts[0] !== undefined && restarts[0] < since) restarts.shift()
      if (restarts.length >= restartsMax) {
        const error = new Error(
          `PostgreSQL died ${restartsMax + 1} times within ${restartWindowMs / 1000} seconds`,
        )
        log.fatal({ err: error }, 'PostgreSQL cannot be kept running')
        return onLost?.(error)
      }
      // The processes of a killed postmaster hold the shared memory for a moment longer.
      await sleep(100 * 2 ** restarts.length)
      if (stopping) return
      restarts.push(Date.now())
      try {
        child = await startPostmaster(cluster)
        log.info({ pid: child.pid }, 'PostgreSQL runs again')
        return watch()
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL did not start')
      }
    }
  }
  const watch = () => {
    const died = (code: number | null, signal: string | null) => {
      if (stopping) return
      log.error({ code, signal }, 'PostgreSQL died, restarting it')
      restarting = restart()
    }
    if (hasEnded(child)) died(child.exitCode, child.signalCode)
    else child.once('exit', died)
  }
  watch()

  return {
    get pid() {
      return child.pid ?? 0
    },
    async stop() {
      stopping = true
      await restarting
      await endChild(cluster, child)
    },
  }
}

/** Resolves when the server takes connections, after any crash recovery. */
async function startPostmaster(cluster: Cluster): Promise<ChildProcess> {
  const { listen, place, log } = cluster
  const settings = {
    port: String(listen.port),
    listen_addresses: listen.socketFolder === null ? listen.host : '',
    ...(listen.socketFolder !== null && {
      unix_socket_directories: `"${listen.socketFolder}"`,
      unix_socket_permissions: '0700',
    }),
    max_connections: '100',
    shared_buffers: '128MB',
    timezone: 'UTC',
    jit: 'off',
    // Errors of statements go to the program that sent them; here they would only carry personal
    // data into the log. What remains are the server's own messages.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '',
    ...(cluster.volatile && {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      wal_level: 'minimal',
      max_wal_senders: '0',
    }),
  }
  const child = spawn(
    join(cluster.binaries.folder, 'postgres'),
    ['-D', cluster.folder, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    // Detached: Ctrl-C in a terminal reaches only Foyer, which still has requests to finish.
    { ...asUser(place), detached: true, windowsHide: true, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let spawnError: Error | undefined
  child.once('error', (error) => {
    spawnError = error
  })
  const lastLines: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.splice(0, lastLines.length - 4)
    lastLines.push(line)
    const [, severity, message] = /^(FATAL|PANIC|LOG|WARNING): +(.*)/.exec(line) ?? []
    const level = severity === 'PANIC' ? 'error' : severity === 'FATAL' ? 'warn' : 'debug'
    log[level]({ postgres: message ?? line }, 'PostgreSQL reports')
  })
  const pidFile = join(cluster.folder, 'postmaster.pid')
  const deadline = Date.now() + startSecondsMax * 1000
  for (;;) {
    const { pid, status } = readPostmaster(pidFile)
    if (pid === child.pid && status === 'ready') return child
    await sleep(10)
    if (spawnError) throw spawnError
    if (hasEnded(child)) {
      await sleep(20)
      throw new StartError(`PostgreSQL did not start: ${lastLines.join(' ')}`)
    }
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new StartError(`PostgreSQL was not ready within ${startSecondsMax} seconds`)
    }
  }
}

/** Fast shutdown, then immediate, then the kernel's; each with its time. */
async function endChild(cluster: Cluster, child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  // On Windows a signal would be a kill; there pg_ctl has a way of its own.
  if (platform() === 'win32') stopByFolder(cluster, 'fast').catch(() => child.kill())
  else child.kill('SIGINT')
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    await Promise.race([ended, sleep(15_000, null, { ref: false })])
    if (hasEnded(child)) return
    cluster.log.warn({ pid: child.pid, signal }, 'PostgreSQL does not stop, insisting')
    child.kill(signal)
  }
  await ended
}

/** Makes the two roles and the database unless they are there; each step may be repeated. */
async function prepareDatabase(superuserUrl: string, passwords: Passwords): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ rolname: string }>(
      "select rolname from pg_roles where rolname in ('foyer_owner', 'foyer')",
    )
    const has = (role: string) => rows.some((row) => row.rolname === role)
    if (!has('foyer_owner'))
      await client.query(
        `create role foyer_owner login createrole nosuperuser nobypassrls
           password ${client.escapeLiteral(passwords.owner)}`,
      )
    if (!has('foyer'))
      await client.query(
        `create role foyer login noinherit nosuperuser nobypassrls
           password ${client.escapeLiteral(passwords.app)}`,
      )
    const { rowCount } = await client.query("select from pg_database where datname = 'foyer'")
    if (rowCount === 0) await client.query('create database foyer owner foyer_owner')
    await client.query('revoke all on database foyer from public')
    await client.query('grant connect on database foyer to foyer')
  } finally {
    await client.end()
  }
}

/** What a postmaster says of itself in its lock file: line 1 its process id, line 8 its status. */
function readPostmaster(pidFile: string): { pid: number | null; status: string } {
  try {
    const lines = readFileSync(pidFile, 'utf8').split('\n')
    return { pid: Number.parseInt(lines[0] ?? '', 10) || null, status: lines[7]?.trim() ?? '' }
  } catch {
    return { pid: null, status: '' }
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Runs as the lent user, from a folder it can enter, without our environment and its secrets. */
function asUser({ user, folder }: DataPlace) {
  return {
    ...(user && { uid: user.uid, gid: user.gid }),
    cwd: folder,
    ...(platform() !== 'win32' && { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }),
  }
}

function giveTo({ user }: DataPlace, path: string): void {
  if (user === null) return
  chownSync(path, user.uid, user.gid)
  chmodSync(path, lstatSync(path).isDirectory() ? 0o700 : 0o600)
}
