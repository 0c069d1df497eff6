import type { Command } from './command.ts'
import { sections } from './sections.ts'
import { usageOf } from './usage-of.ts'

const column = 32

/** `foyer --help`: every command in a line, and all settings. */
export const overview = (version: string, settings: string): string =>
  `Foyer ${version}: one e-mail, many isolated organizations

Usage: foyer <command>

${sections.map(([title, all]) => `${title && `${title}\n\n`}${all.map(describe).join('\n')}\n`).join('\n')}
All work beside a running Foyer. Options, exit codes and an example of each: foyer help <command>

  --help, --version

Settings, all from the environment (defaults in parentheses):
${settings}
`

function describe(command: Command): string {
  const call = `  ${usageOf(command, 'short')}`
  return call.length < column
    ? `${call.padEnd(column)}${command.does}`
    : `${call}\n${' '.repeat(column)}${command.does}`
}
