import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { platform } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { asUser, type Cluster } from './postgres-cluster.ts'
import { StartError } from './start-error.ts'

const startSecondsMax = 120
const outliversSecondsMax = 30

/** Resolves when the server takes connections, after any crash recovery. */
export async function startPostmaster(cluster: Cluster): Promise<ChildProcess> {
  const deadline = Date.now() + outliversSecondsMax * 1000
  for (;;) {
    try {
      return await launchPostmaster(cluster)
    } catch (error) {
      // Processes of a killed postmaster end with the statement that they are at.
      const outlived = error instanceof StartError && /shared memory block/.test(error.message)
      if (!outlived || Date.now() > deadline) throw error
      await sleep(500)
    }
  }
}

async function launchPostmaster(cluster: Cluster): Promise<ChildProcess> {
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
  const deadline = Date.now() + startSecondsMax * 1000
  for (;;) {
    const { pid, ready } = readPostmaster(cluster.folder)
    if (pid === child.pid && ready) return child
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
export async function endChild(cluster: Cluster, child: ChildProcess): Promise<void> {
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

/**
 * After a kill -9 of Foyer its PostgreSQL lives on. It is stopped (fast: nothing committed is lost)
 * and not adopted: only a child of our own can be supervised, runs today's binaries and settings,
 * and logs into our log. The lock of the folder proves that it has no living owner.
 */
export async function endOrphan(cluster: Cluster): Promise<void> {
  const { pid } = readPostmaster(cluster.folder)
  if (pid !== null && isPostmasterOf(pid, cluster.folder)) {
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
  disownLocks(cluster)
}

/**
 * PostgreSQL believes any process that has the number of a dead postmaster by now, and would refuse
 * to start. Its lock file keeps everything but that number: by the shared memory that it names,
 * PostgreSQL still finds processes that outlived their postmaster and could damage the data.
 */
function disownLocks({ folder, listen }: Cluster): void {
  const lockFile = join(folder, 'postmaster.pid')
  if (existsSync(lockFile)) {
    const text = readFileSync(lockFile, 'utf8')
    const nobody = String(2 ** 31 - 1)
    if (/^-?\d/.test(text)) writeFileSync(lockFile, text.replace(/^-?\d+/, nobody))
    else rmSync(lockFile)
  }
  if (listen.socketFolder === null) return
  for (const name of readdirSync(listen.socketFolder)) rmSync(join(listen.socketFolder, name))
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

/** What a postmaster says of itself in its lock file, line by line. */
export function readPostmaster(folder: string) {
  try {
    const lines = readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')
    const [pid, , , port, socketFolder, address, , status] = lines.map((line) => line.trim())
    return {
      pid: Number.parseInt(pid ?? '', 10) || null,
      port: Number(port),
      host: socketFolder || address || '',
      ready: status === 'ready',
    }
  } catch {
    return { pid: null, port: 0, host: '', ready: false }
  }
}

/** Whether a child process is gone (`killed` only says that a signal was sent). */
export function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
