import type { Language } from '#api/common.ts'
import { plainKinds, type Shape } from '#server/platform/rows-export.ts'
import { exports, neverExported } from './exports.ts'
import { type ReadmeWords, readmeWords } from './readme-words.ts'
import { userColumns } from './user-columns.ts'

interface About {
  name: string
  slug: string
  language: Language
  timeZone: string
}

/** README.md of an archive (OR4): what each file of it holds, from what the exports declare, in the organization's language. */
export function archiveReadme({ name, slug, language, timeZone }: About, now: Date): string {
  const words = readmeWords[language]
  const day = now.toISOString().slice(0, 16).replace('T', ' ')
  const files = exports.map(({ table, about, leftOut, fields }) =>
    paragraphs(
      `### ${table}.jsonl`,
      about[language],
      leftOut && words.leftOut(leftOut[language]),
      tableOf(fields, words),
    ),
  )
  return `${paragraphs(
    `# ${literally(name)}`,
    words.of(literally(name), `${day} UTC`, slug),
    words.once,
    `## ${words.reading}`,
    list(words.formats(timeZone)),
    `## ${words.files}`,
    ...files,
    '### users.csv',
    words.users,
    tableOf(userColumns, words),
    words.usersMore,
    '### attachments/*.webp',
    words.attachments,
    '### manifest.json',
    words.manifest,
    `## ${words.absent}`,
    list([
      ...words.always,
      ...Object.entries(neverExported).map(([table, why]) => `\`${table}\`: ${why[language]}.`),
    ]),
  )}\n`
}

const paragraphs = (...parts: (string | undefined)[]) =>
  parts.filter((part) => part !== undefined).join('\n\n')
const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n')

const tableOf = (fields: Readonly<Record<string, Shape>>, words: ReadmeWords) =>
  [
    `| ${words.field} | ${words.value} |`,
    '| --- | --- |',
    ...Object.entries(fields).map(([name, shape]) => `| \`${name}\` | ${say(shape, words)} |`),
  ].join('\n')

function say(shape: Shape, words: ReadmeWords): string {
  const kind = shape.replace('?', '')
  const plain = plainKinds.find((one) => one === kind)
  const said = plain ? words.kinds[plain] : sayWhere(kind, words)
  return shape.endsWith('?') ? `${said}, ${words.orNull}` : said
}

function sayWhere(kind: string, words: ReadmeWords): string {
  const file = `${kind.split(' ').at(-1)}.jsonl`
  if (kind.startsWith('once in ')) return words.onceIn(file)
  return kind.startsWith('all in ') ? words.allIn(file) : words.in(file)
}

/** A name that somebody chose stays a name, whatever Markdown or HTML it spells. */
const literally = (text: string) => text.replaceAll(/[\\`*_{}[\]<>#|~&!()]/g, '\\$&')
