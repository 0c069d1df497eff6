import { createInterface } from 'node:readline/promises'
import pino from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { type Answer, NotUnderstood, type Surroundings } from './commands/command.ts'
import { helpOf } from './commands/help-of.ts'
import { overview } from './commands/overview.ts'
import { readCommand } from './commands/read-command.ts'
import { type Config, describeSettings, readConfig } from './config.ts'
import { createLog, type Log } from './platform/log.ts'
import { StartError } from './platform/start-error.ts'

/** Exit codes: 0 done, 1 could not (said on standard error), 2 not understood. */
async function run(args: string[]): Promise<number> {
  try {
    const asked = readCommand(args)
    if (asked.kind === 'version') return say(manifest.version)
    if (asked.kind === 'help')
      return say(
        asked.command ? helpOf(asked.command) : overview(manifest.version, describeSettings()),
      )
    const config = readConfig(process.env)
    // Standard output is for people and for what commands print; the log has standard error.
    const log = createLog(config.logLevel, pino.destination({ fd: 2, sync: false }))
    for (const name of config.unknownVariables)
      log.warn({ variable: name }, 'this variable is not known; see foyer --help')
    const answer = await asked.work(surroundingsOf(config, log))
    return answer ? tell(answer, asked.json) : 0
  } catch (error) {
    if (error instanceof NotUnderstood) {
      const { message, command } = error
      const stop = message.endsWith('?') ? '' : '.'
      return fail(2, `${message}${stop} See foyer ${command ? `${command} ` : ''}--help`)
    }
    return fail(1, error instanceof StartError ? error.message : stackOf(error))
  }
}

const surroundingsOf = (config: Config, log: Log): Surroundings => ({
  config,
  log,
  version: manifest.version,
  migrationsFolder: new URL('./migrations/', import.meta.url),
  webFolder: new URL('../web/', import.meta.url),
  pid: process.pid,
  say,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : null,
  onStop,
  onUncaught: (handle) => process.on('uncaughtException', handle),
})

/** On standard error: standard output is for the answer. */
async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}

/**
 * The first signal asks, the second insists; not within half a second, because npm and some shells
 * pass on a Ctrl-C that the terminal has already sent to us.
 */
function onStop(ask: (signal: string) => void, insist: () => void): void {
  let askedAt: number | undefined
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, () => {
      askedAt ??= performance.now()
      ask(signal)
      if (performance.now() - askedAt < 500) return
      insist()
      process.exit(1)
    })
}

function tell({ text, data, bad }: Answer, json: boolean): number {
  say(json ? JSON.stringify(data, null, 2) : text)
  return bad ? 1 : 0
}

function say(text: string): 0 {
  process.stdout.write(`${text.trimEnd()}\n`)
  return 0
}

function fail(code: 1 | 2, text: string): number {
  process.stderr.write(`foyer: ${text}\n`)
  return code
}

const stackOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

process.exit(await run(process.argv.slice(2)))
