import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditDetails } from '#api/audit-details.ts'
import en from '#web/locales/en.json' with { type: 'json' }
import id from '#web/locales/id.json' with { type: 'json' }

const root = join(import.meta.dirname, '../..')

/** What an event is called in the sources, wherever one is written: noun and past tense. */
const literal = /(['`"])([a-z]+(?:[-_][a-z]+)*\.(?:[a-z]+(?:[-_][a-z]+)*|\$\{\w+\}))\1/g

/** Of what looks like an action: names of files, of settings and of keys that are no event. */
const nouns = new Set(Object.keys(en['audit-nouns']))

/** Every action that the server may write, by the files that write into audit logs. */
function writtenActions(): string[] {
  const found = globSync(['server/**/*.ts', 'server/migrations/*.sql'], {
    cwd: root,
    exclude: ['**/*.test.ts'],
  }).flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8')
    if (!/[aA]udit/.test(source) && !/\baction/.test(source)) return []
    return [...source.matchAll(literal)].map(([, , text = '']) => text)
  })
  return [...new Set(found)].flatMap((text) => {
    const [noun = '', verb = ''] = text.split('.')
    // `connection.${status}`: its verbs are the statuses.
    if (verb.startsWith('$'))
      return noun === 'connection' ? [`${noun}.enabled`, `${noun}.disabled`] : []
    return [text]
  })
}

const declared = /\bactions?(?::| =)\s*\[?\s*(['`"])([a-z]+(?:[-_][a-z]+)*)\.[a-z$]/g

test('OP3: every noun that an action of the server begins with has its words', () => {
  const begun = globSync('server/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }).flatMap(
    (file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(declared)].map(([, , noun = '']) => noun),
  )
  expect(begun.length).toBeGreaterThan(50)
  expect([...new Set(begun)].filter((noun) => !nouns.has(noun))).toEqual([])
})

test.each([
  ['en', en],
  ['id', id],
])('OP3: every action that the server writes has its words (%s)', (_, texts) => {
  const words: Record<string, Record<string, string>> = texts['audit-actions']
  const written = writtenActions().filter((action) => nouns.has(action.split('.')[0] ?? ''))
  expect(written.length).toBeGreaterThan(80)
  const missing = written.filter((action) => {
    const [noun = '', verb = ''] = action.split('.')
    return !words[noun]?.[verb]
  })
  expect(missing).toEqual([])
  expect(Object.keys(words).filter((noun) => !nouns.has(noun))).toEqual([])
})

test('OP3: of every action that the server writes it is said what its details are', () => {
  const written = writtenActions().filter((action) => nouns.has(action.split('.')[0] ?? ''))
  expect(written.filter((action) => !(action in auditDetails))).toEqual([])
})
