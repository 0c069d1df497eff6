import { Email, Slug } from '#api/common.ts'
import { NotUnderstood, type Options } from './command.ts'

const kinds = {
  email: { schema: Email, called: 'e-mail address' },
  slug: { schema: Slug, called: 'organization, as its address has it (/o/<organization>)' },
  name: { schema: null, called: 'name' },
  file: { schema: null, called: 'file' },
} as const
type Kind = keyof typeof kinds

/** What follows a command's name, each of the kind that is wanted, no more and no fewer. */
export function readArguments<const Wanted extends readonly Kind[]>(
  command: string,
  rest: readonly string[],
  wanted: Wanted,
): { [K in keyof Wanted]: string } {
  const read = wanted.map((kind, n) => {
    const text = rest[n] ?? ''
    const { schema } = kinds[kind]
    return schema ? schema.safeParse(text).data : text.trim() || undefined
  })
  if (rest.length !== wanted.length || read.includes(undefined))
    throw new NotUnderstood(
      `${command} wants ${wanted.map((kind) => `one ${kinds[kind].called}`).join(' and ') || 'nothing behind it'}`,
    )
  return read as { [K in keyof Wanted]: string }
}

/** An option with a value, or null where it was not given. */
export const textOption = (options: Options, name: string): string | null => {
  const value = options[name]
  return typeof value === 'string' ? value : null
}
