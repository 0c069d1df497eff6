import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const root = join(import.meta.dirname, '..')
const command = join(root, 'bin/foyer')
const startWithinSeconds = 60
const stopWithinSeconds = 20

/** A running, built Foyer with a data folder of its own, as an operator would start it. */
export type Foyer = {
  origin: string
  folder: string
  process: ChildProcess
  /** Everything that it wrote so far to standard output and standard error. */
  output: () => string
  /** Runs another command of `bin/foyer` on the same data, such as `['demo', '--json']`. */
  run: (args: string[]) => Promise<string>
  /** Ends it as an operator would (SIGTERM) and removes the data folder if we made it. */
  stop: () => Promise<void>
}

/**
 * Starts `bin/foyer start` on a free loopback port and waits until `/readyz` says so; throws with
 * its output when it ends or is silent for a minute. A given folder is kept when it stops.
 */
export async function startFoyer(
  options: { folder?: string; port?: number; environment?: Record<string, string> } = {},
): Promise<Foyer> {
  if (!existsSync(join(root, 'dist/server/main.js')))
    throw new Error('There is no build to test: npm run build')
  const folder = options.folder ?? (await makeFolder())
  const port = options.port ?? (await findFreePort())
  const environment = {
    ...withoutSettings(process.env),
    FOYER_DATA: folder,
    FOYER_PORT: String(port),
    NODE_ENV: 'production',
    ...options.environment,
  }
  const server = spawn(command, ['start'], { cwd: root, env: environment })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString()
  }
  server.stdout.on('data', keep)
  server.stderr.on('data', keep)

  const foyer: Foyer = {
    origin: `http://localhost:${port}`,
    folder,
    process: server,
    output: () => output,
    run: async (args) => {
      const { stdout } = await promisify(execFile)(command, args, { cwd: root, env: environment })
      return stdout
    },
    stop: async () => {
      await end(server)
      if (!options.folder) await rm(folder, { recursive: true, force: true })
    },
  }
  try {
    await ready(foyer)
  } catch (error) {
    await foyer.stop()
    throw error
  }
  return foyer
}

/** What is set for a developer's own Foyer must not reach the one under test. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(?:FOYER_|DATABASE_|PORT$)/
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)))
}

/** For a run by root, whose PostgreSQL belongs to a lesser user that has to pass through. */
async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foyer-e2e-'))
  await chmod(folder, 0o711)
  return folder
}

async function ready(foyer: Foyer): Promise<void> {
  const until = Date.now() + startWithinSeconds * 1000
  while (Date.now() < until) {
    if (hasEnded(foyer.process)) throw new Error(`Foyer ended:\n${foyer.output()}`)
    const answer = await fetch(`${foyer.origin}/readyz`).catch(() => null)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Error(`Foyer was not ready within ${startWithinSeconds} s:\n${foyer.output()}`)
}

async function end(server: ChildProcess): Promise<void> {
  if (hasEnded(server)) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  const graceful = await Promise.race([
    ended.then(() => true),
    sleep(stopWithinSeconds * 1000, false, { ref: false }),
  ])
  if (!graceful) {
    server.kill('SIGKILL')
    await ended
    throw new Error(`Foyer did not stop within ${stopWithinSeconds} s`)
  }
}

const hasEnded = (server: ChildProcess) => server.exitCode !== null || server.signalCode !== null

/** A port that was free a moment ago. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
