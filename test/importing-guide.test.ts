import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { importReasons } from '#api/imports.ts'
import { taskImportReasons } from '#api/task-imports.ts'
import { reasonWords } from '#server/table-imports/reason-words.ts'
import en from '#web/locales/en.json'
import id from '#web/locales/id.json'

const { operations } = en

test('US4, TK1: a file of refused rows says why in the words of the page, in each language', () => {
  const reasons = [...importReasons, ...taskImportReasons]
  const words = (of: Record<string, string>) => reasons.map((reason) => [reason, of[reason]])
  expect(words(reasonWords.en)).toEqual(words(en.operations.reasons))
  expect(words(reasonWords.id)).toEqual(words(id.operations.reasons))
})

test.each([
  ['US4', 'importing-people', importReasons],
  ['TK1', 'importing-tasks', taskImportReasons],
] as const)(
  '%s: the guide %s names every reason to pass a row over, in the words of the page',
  (_, name, reasons) => {
    const guide = readFileSync(new URL(`../docs/guides/${name}.md`, import.meta.url), 'utf8')
    const shown = [...guide.matchAll(/^\| `([a-z-]+)`\s+\| (.*?)\s*\|$/gm)].map((row) =>
      row.slice(1),
    )
    expect(shown).toEqual(reasons.map((reason) => [reason, operations.reasons[reason]]))
  },
)
