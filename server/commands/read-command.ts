import { type ParseArgsConfig, parseArgs } from 'node:util'
import { type Command, NotUnderstood } from './command.ts'
import { nearest } from './nearest.ts'
import { readArguments } from './read-arguments.ts'
import { sections } from './sections.ts'

/** What was asked for; `help` of null is that of everything. */
export type Asked =
  | { kind: 'version' }
  | { kind: 'help'; command: Command | null }
  | { kind: 'work'; work: ReturnType<Command['read']>; json: boolean }

const commands = sections.flatMap(([, all]) => all)

/**
 * Reads a command line by what the commands declare.
 *
 * @throws NotUnderstood
 */
export function readCommand(args: readonly string[]): Asked {
  // Options may stand before the name as well: none of those has a value.
  const at = args.findIndex((arg) => !arg.startsWith('-'))
  if (at < 0) {
    const { version } = parse(args, null).values
    return version ? { kind: 'version' } : { kind: 'help', command: null }
  }
  const name = args[at] ?? ''
  const rest = args.toSpliced(at, 1)
  if (name === 'help') return readHelp(rest)
  const command = find(name)
  try {
    return readWork(command, rest)
  } catch (error) {
    throw error instanceof NotUnderstood ? new NotUnderstood(error.message, name) : error
  }
}

function readWork(command: Command, rest: readonly string[]): Asked {
  const { values, positionals } = parse(rest, command)
  if (values.version) return { kind: 'version' }
  if (values.help) return { kind: 'help', command }
  const given = readArguments(command, positionals)
  const missing = Object.entries(command.options)
    .filter(([option, { required }]) => required && values[option] === undefined)
    .map(([option, { takes }]) => `--${option} ${takes}`)
  if (missing.length > 0) throw new NotUnderstood(`${command.name} wants ${missing.join(', ')}`)
  const chosen = Object.fromEntries(
    Object.entries(command.options).map(([option, { takes }]) => [
      option,
      values[option] ?? (takes ? null : false),
    ]),
  )
  return { kind: 'work', work: command.read(given, chosen), json: chosen.json === true }
}

/** `foyer help [<command>]` */
function readHelp(rest: readonly string[]): Asked {
  const [name, ...more] = parse(rest, null).positionals
  if (more.length > 0) throw new NotUnderstood('help wants at most one command')
  return { kind: 'help', command: name === undefined ? null : find(name) }
}

function find(name: string): Command {
  const command = commands.find((one) => one.name === name)
  if (command) return command
  const meant = nearest(name, [...commands.map((one) => one.name), 'help'])
  throw new NotUnderstood(`there is no command "${name}"${perhaps(meant)}`)
}

const perhaps = (meant: string | null) => (meant ? `; did you mean ${meant}?` : '')

function parse(args: readonly string[], command: Command | null) {
  const declared = Object.entries(command?.options ?? {}).map(([name, { takes }]) => [
    name,
    { type: takes ? 'string' : 'boolean' },
  ])
  const options: NonNullable<ParseArgsConfig['options']> = {
    ...Object.fromEntries(declared),
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean', short: 'v' },
  }
  const config = {
    args: args.reduce<string[]>(joinCoordinate, []),
    allowPositionals: true,
    options,
  }
  for (const token of parseArgs({ ...config, strict: false, tokens: true }).tokens) {
    if (token.kind !== 'option' || token.name in options) continue
    const meant = nearest(token.name, Object.keys(options))
    throw new NotUnderstood(
      `${command ? `${command.name} has` : 'there is'} no option ${token.rawName}${perhaps(meant && `--${meant}`)}`,
    )
  }
  try {
    const { values, positionals } = parseArgs(config)
    return { values: values as Record<string, string | boolean | undefined>, positionals }
  } catch (error) {
    throw new NotUnderstood(error instanceof Error ? error.message : String(error))
  }
}

/** `--at -6.2,106.8` is `--at=-6.2,106.8`: what lies south begins with a minus, which is not meant as an option. */
const joinCoordinate = (read: string[], arg: string) =>
  read.at(-1) === '--at' && /^-\d/.test(arg)
    ? [...read.slice(0, -1), `--at=${arg}`]
    : [...read, arg]
