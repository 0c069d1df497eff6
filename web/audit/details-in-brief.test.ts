import { expect, test } from 'vitest'
import { detailsInBrief } from './details-in-brief.ts'

const id = '01a202f2-7d94-75b7-a9e4-963bb016dbdc'
const gone = '01a202f2-7d94-75b7-a9e4-963bb016dbdd'
const names = { [id]: 'Admin' }
const words = (name: string) => name.toUpperCase()

// biome-ignore format: a table
test.each<[details: Record<string, unknown>, brief: string]>([
  [{},                                                    ''],
  [{ name: 'Jakarta' },                                   'Jakarta'],
  [{ email: 'a@x.test', roleId: id, hubIds: [id, gone] }, 'a@x.test · ROLEID: Admin · HUBIDS: Admin'],
  [{ roleId: gone },                                      ''],
  [{ language: 'en', empty: '', nothing: null },          'LANGUAGE: en'],
  [{ fields: ['title', 'phone'] },                        'TITLE, PHONE'],
  [{ externalSignUp: true, membersMayInvite: false },     'EXTERNALSIGNUP: YES · MEMBERSMAYINVITE: NO'],
  [{ count: 3, method: 'mail' },                          'COUNT: 3 · METHOD: mail'],
  [{ before: { secondFactor: 'none' }, after: {} },       ''],
  [{ name: 'x'.repeat(80) },                              `${'x'.repeat(59)}…`],
])('OP3: of %j the log shows %s', (details, brief) => {
  expect(detailsInBrief(details, words, names)).toBe(brief)
})
