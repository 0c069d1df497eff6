import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { importReasons } from '#api/imports.ts'
import { operations } from '#web/locales/en.json'

test('US4: the guide names every reason to pass a row over, in the words of the page', () => {
  const guide = readFileSync(new URL('../docs/guides/importing-people.md', import.meta.url), 'utf8')
  const shown = [...guide.matchAll(/^\| `([a-z-]+)`\s+\| (.*?)\s*\|$/gm)].map((row) => row.slice(1))
  expect(shown).toEqual(importReasons.map((reason) => [reason, operations.reasons[reason]]))
})
