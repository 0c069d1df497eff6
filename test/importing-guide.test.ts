import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { importReasons } from '#api/imports.ts'
import { taskImportReasons } from '#api/task-imports.ts'
import { operations } from '#web/locales/en.json'

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
