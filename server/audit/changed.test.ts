import { expect, test } from 'vitest'
import { changed } from './changed.ts'
import { changedButLong } from './changed-but-long.ts'

// biome-ignore format: a table
test.each<[before: object, given: object, noted: object]>([
  [{ name: 'A' },                       {},                                {}],
  [{ name: 'A' },                       { name: 'A' },                     {}],
  [{ name: 'A', slug: 'a' },            { name: 'B', slug: undefined },    { name: 'B', before: { name: 'A' } }],
  [{},                                  { note: 'new' },                   { note: 'new', before: { note: null } }],
  [{ title: '' },                       { title: null },                   { title: null, before: { title: '' } }],
  [{ list: ['a'] },                     { list: ['a'] },                   {}],
  [{ look: { accent: 'red', week: 1 }}, { look: { accent: 'teal', week: 1 }},
    { look: { accent: 'teal' }, before: { look: { accent: 'red' } } }],
  [{ look: { accent: 'red' } },         { look: { accent: 'red' } },       {}],
])('OP3: of %j and then %j the log notes %j', (before, given, noted) => {
  expect(changed(before, given)).toEqual(noted)
})

test('OP3: what is long is named alone, and only where it is otherwise in whatever order it was kept', () => {
  const before = { name: 'A', endsOn: null, text: 'old', questions: [{ id: 1, title: 'Q' }] }
  const questions = [{ title: 'Q', id: 1 }]
  expect(changedButLong(before, { name: 'A' }, { text: 'old', questions })).toEqual({})
  expect(
    changedButLong(before, { name: 'B', endsOn: '2026-12-31' }, { text: 'new', questions: [] }),
  ).toEqual({
    name: 'B',
    endsOn: '2026-12-31',
    before: { name: 'A', endsOn: null },
    changed: ['text', 'questions'],
  })
})
