import type { z } from 'zod'
import { Email, Slug } from '#api/common.ts'
import { type ArgumentKind, type Command, NotUnderstood } from './command.ts'

const kinds: Record<ArgumentKind, { schema: z.ZodType<string> | null; called: string }> = {
  organization: {
    schema: Slug,
    called: 'organization, as its address has it (/o/<organization>)',
  },
  'e-mail': { schema: Email, called: 'e-mail address' },
  name: { schema: null, called: 'name' },
  file: { schema: null, called: 'file' },
}

/**
 * What follows a command's name, each of the kind that it declares, no more and no fewer; null where one may be left out and is.
 *
 * @throws NotUnderstood
 */
export function readArguments(
  { name, arguments: wanted }: Pick<Command, 'name' | 'arguments'>,
  rest: readonly string[],
): (string | null)[] {
  const asked = wanted.map((argument) => ({
    ...kinds[argument.replace('?', '') as ArgumentKind],
    optional: argument.endsWith('?'),
  }))
  const read = asked.map(({ schema, optional }, n) => {
    const text = rest[n]
    if (text === undefined && optional) return null
    return schema ? schema.safeParse(text).data : text?.trim() || undefined
  })
  if (rest.length > wanted.length || read.includes(undefined)) {
    const what = asked.map(({ called, optional }) => `${optional ? 'at most ' : ''}one ${called}`)
    throw new NotUnderstood(`${name} wants ${what.join(' and ') || 'nothing behind it'}`)
  }
  return read.map((text) => text ?? null)
}
