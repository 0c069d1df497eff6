import type { Command } from './command.ts'
import { usageOf } from './usage-of.ts'

const width = 100

/** All that there is to say of one command, from what it is read by. */
export function helpOf(command: Command): string {
  const { name, explains, options, done = 'done', fails, example } = command
  return [
    `Usage: foyer ${usageOf(command, 'whole')}`,
    wrap(explains, ''),
    table(
      'Options:',
      Object.entries(options).map(([option, { takes, does }]) => [
        `--${option}${takes ? ` ${takes}` : ''}`,
        does,
      ]),
    ),
    table('Ends with:', [
      ['0', done],
      ['1', `${fails}; said on standard error`],
      ['2', 'not understood, nothing was done'],
    ]),
    `Example:\n  foyer ${[name, example].filter(Boolean).join(' ')}`,
  ].join('\n\n')
}

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  const column = 4 + Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, text]) =>
    `  ${name}`.padEnd(column).concat(wrap(text, ' '.repeat(column)).trimStart()),
  )
  return [title, ...lines].join('\n')
}

/** Lines of words, each behind the indent. */
function wrap(text: string, indent: string): string {
  const [first = '', ...words] = text.split(' ')
  const lines = [indent + first]
  for (const word of words) {
    const longer = `${lines.at(-1)} ${word}`
    if (longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(indent + word)
  }
  return lines.join('\n')
}
