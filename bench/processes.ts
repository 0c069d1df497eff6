import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { platform } from 'node:os'

/** The core of the measured server, and the cores of everything else: database, load, this process. */
export type Cores = { server: string; others: string }

/** Null where nothing can be pinned: one core, no `taskset`. */
export function chooseCores(): Cores | null {
  if (platform() !== 'linux') return null
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
  } catch {
    return null
  }
  // A container may have been given cores 4 and 5, say.
  const status = readFileSync('/proc/self/status', 'utf8')
  const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? ''
  const [server, ...others] = allowed.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
  if (server === undefined || others.length === 0) return null
  return { server: String(server), others: others.join(',') }
}

/** Pins a process that runs already, with its threads and children; later children inherit it. */
export function pin(pid: number, cores: string | undefined): void {
  if (cores === undefined) return
  for (const each of [pid, ...listChildren(pid)])
    execFileSync('taskset', ['-a', '-c', '-p', cores, String(each)], { stdio: 'ignore' })
}

export type Peer = {
  pid: number
  /** Sends a message to a process of ours and waits for its answer. */
  ask(message: object): Promise<unknown>
}

const children: ChildProcess[] = []

/** Starts a program of Node on the server's core; `endPeers` ends it. */
export function startPeer(
  name: string,
  program: [file: string, ...options: string[]],
  cores: Cores | null,
  environment: Record<string, string>,
): { peer: Peer; ready: Promise<unknown> } {
  const command = [process.execPath, ...program]
  if (cores !== null) command.unshift('taskset', '-c', cores.server)
  const [executable = process.execPath, ...rest] = command
  const child = spawn(executable, rest, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', ...environment },
  })
  children.push(child)
  let complaint = ''
  child.stderr?.on('data', (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2000)
  })
  const died = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${name} ended (${code}): ${complaint}`)))
  })
  // Whoever waits for it is told; a death while nobody waits shows as a closed connection.
  died.catch(() => undefined)
  const answer = () => Promise.race([died, once(child, 'message').then(([message]) => message)])
  return {
    ready: answer(),
    peer: {
      pid: child.pid ?? 0,
      ask(message) {
        const answered = answer()
        child.send(message)
        return answered
      },
    },
  }
}

/** Ends whatever was started, also when something failed in between. */
export async function endPeers(): Promise<void> {
  await Promise.all(children.splice(0).map(endChild))
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const insist = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(insist)
}

// USER_HZ, in which /proc counts, is 100 on every Linux that Node runs on.
const ticksPerSecond = 100

/** Seconds of processor time that a process has used, or null where the system does not tell. */
export function readCpuSeconds(pid: number): number | null {
  const stat = readStat(pid)
  return stat && stat.ownTicks / ticksPerSecond
}

/** The same of a process with its children, living and gone: PostgreSQL has one for each connection. */
export function readTreeCpuSeconds(pid: number): number | null {
  const root = readStat(pid)
  if (root === null) return null
  const children = listChildren(pid).map((child) => readStat(child)?.ownTicks ?? 0)
  const ticks = children.reduce((sum, own) => sum + own, root.ownTicks + root.endedChildrenTicks)
  return ticks / ticksPerSecond
}

function listChildren(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && readStat(Number(name))?.parent === pid)
    .map(Number)
}

function readStat(pid: number) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may itself hold spaces and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const at = (field: number) => Number(fields[field - 3])
    return { parent: at(4), ownTicks: at(14) + at(15), endedChildrenTicks: at(16) + at(17) }
  } catch {
    return null
  }
}
