import type { Command } from './command.ts'

/** What follows `foyer`: all of it, or in short what cannot be left out and the arguments. */
export function usageOf(
  { name, arguments: wanted, options }: Pick<Command, 'name' | 'arguments' | 'options'>,
  length: 'whole' | 'short',
): string {
  return [
    name,
    ...wanted.map((each) => (each.endsWith('?') ? `[<${each.slice(0, -1)}>]` : `<${each}>`)),
    ...Object.entries(options)
      .filter(([option, { required }]) => required || (length === 'whole' && option !== 'help'))
      .map(([option, { takes, required }]) => {
        const text = `--${option}${takes ? ` ${takes}` : ''}`
        return required ? text : `[${text}]`
      }),
  ].join(' ')
}
