import { expect, test } from 'vitest'
import { changed } from './changed.ts'

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
