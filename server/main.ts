import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import pino from 'pino'
import manifest from '../package.json' with { type: 'json' }
import { addOwnerCommand } from './commands/add-owner.ts'
import { checkAuditCommand } from './commands/check-audit.ts'
import { checkBillCommand } from './commands/check-bill.ts'
import { type Answer, type Command, NotUnderstood, type Surroundings } from './commands/command.ts'
import { createOrganizationCommand } from './commands/create-organization.ts'
import { deleteOrganizationCommand } from './commands/delete-organization.ts'
import { demoCommand } from './commands/demo.ts'
import { exportCommand } from './commands/export.ts'
import { listBillsCommand } from './commands/list-bills.ts'
import { listOrganizationsCommand } from './commands/list-organizations.ts'
import { migrateCommand } from './commands/migrate.ts'
import { resetAuthenticatorCommand } from './commands/reset-authenticator.ts'
import { rotateKeysCommand } from './commands/rotate-keys.ts'
import { startCommand } from './commands/start.ts'
import { strikeMatchCommand } from './commands/strike-match.ts'
import { unlockCommand } from './commands/unlock.ts'
import { type Config, describeSettings, readConfig } from './config.ts'
import { createLog, type Log } from './platform/log.ts'
import { StartError } from './platform/start-error.ts'

const sections: [title: string, commands: Command[]][] = [
  ['', [startCommand, migrateCommand, rotateKeysCommand, demoCommand]],
  [
    'For organizations:',
    [
      listOrganizationsCommand,
      createOrganizationCommand,
      addOwnerCommand,
      checkAuditCommand,
      listBillsCommand,
      checkBillCommand,
      strikeMatchCommand,
      exportCommand,
      deleteOrganizationCommand,
    ],
  ],
  [
    'For a person who has no home organization any more, or none that can help:',
    [resetAuthenticatorCommand, unlockCommand],
  ],
]
const commands = sections.flatMap(([, all]) => all)

const usage = () => `Foyer ${manifest.version}: one e-mail, many isolated organizations

Usage: foyer <command>

${sections.map(([title, all]) => `${title && `${title}\n\n`}${all.map(describe).join('\n')}\n`).join('\n')}
All but start answer in JSON with --json, and end with 0 (done), 1 (could not, or found something bad; said on
standard error) or 2 (not understood, nothing done). All work beside a running Foyer.

  --help, --version

Settings, all from the environment (defaults in parentheses):
${describeSettings()}
`

const column = 32

function describe({ name, takes, does }: Command): string {
  const call = `  ${name}${takes ? ` ${takes}` : ''}`
  return call.length < column
    ? `${call.padEnd(column)}${does}`
    : `${call}\n${' '.repeat(column)}${does}`
}

/** Exit codes: 0 done, 1 could not (said on standard error), 2 not understood. */
async function run(args: string[]): Promise<number> {
  try {
    const asked = readCommand(args)
    if (typeof asked === 'string') return say(asked)
    const config = readConfig(process.env)
    // Standard output is for people and for what commands print; the log has standard error.
    const log = createLog(config.logLevel, pino.destination({ fd: 2, sync: false }))
    for (const name of config.unknownVariables)
      log.warn({ variable: name }, 'this variable is not known; see foyer --help')
    const answer = await asked.work(surroundingsOf(config, log))
    return answer ? tell(answer, asked.json) : 0
  } catch (error) {
    if (error instanceof NotUnderstood) return fail(2, `${error.message}. See foyer --help`)
    return fail(1, error instanceof StartError ? error.message : stackOf(error))
  }
}

type Asked = { work: ReturnType<Command['read']>; json: boolean }

/** What is to be done; or what is to be said, and nothing done. */
function readCommand(args: string[]): Asked | string {
  // Options may stand before the name as well: none of those has a value.
  const at = args.findIndex((arg) => !arg.startsWith('-'))
  const command = commands.find(({ name }) => name === args[at])
  const { values, positionals } = parse(at < 0 ? args : args.toSpliced(at, 1), command)
  if (values.version) return manifest.version
  if (values.help || at < 0) return usage()
  if (!command) throw new NotUnderstood(`there is no command "${args[at]}"`)
  const { json, ...options } = values
  return { work: command.read(positionals, { ...options, json }), json: json === true }
}

function parse(args: string[], command: Command | undefined) {
  try {
    const { values, positionals } = parseArgs({
      args: args.reduce<string[]>(joinCoordinate, []),
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        json: { type: 'boolean' },
        ...command?.options,
      },
    })
    return { values: values as Record<string, string | boolean | undefined>, positionals }
  } catch (error) {
    throw new NotUnderstood(messageOf(error))
  }
}

/** `--at -6.2,106.8` is `--at=-6.2,106.8`: what lies south begins with a minus, which is not meant as an option. */
const joinCoordinate = (read: string[], arg: string) =>
  read.at(-1) === '--at' && /^-\d/.test(arg)
    ? [...read.slice(0, -1), `--at=${arg}`]
    : [...read, arg]

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

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const stackOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

process.exit(await run(process.argv.slice(2)))
