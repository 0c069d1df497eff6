import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { joiningTables } from '#test/joining-tables.ts'

/** Rows and cells, however they are padded. */
const cellsOf = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((row) => row.split('|').map((cell) => cell.trim().replace(/^-+$/, '---')))

test('US3, US5–US8: the guide shows who joins by which way as the rule decides', () => {
  const guide = readFileSync(new URL('../docs/guides/joining.md', import.meta.url), 'utf8')
  const shown = [...guide.matchAll(/(?:^\|.*\n)+/gm)].map(([table]) => cellsOf(table))
  for (const table of joiningTables())
    expect(shown, `paste:\n${table}`).toContainEqual(cellsOf(table))
})
