import { expect, test } from 'vitest'
import { detailsInBrief } from './details-in-brief.ts'

const detail = (key: string, value: string, before: string | null = null) => ({
  key,
  name: key.toUpperCase(),
  before,
  value,
})

// biome-ignore format: a table
test.each([
  [[],                                                            ''],
  [[detail('name', 'Jakarta')],                                   'Jakarta'],
  [[detail('email', 'a@x.test'), detail('roleId', 'Admin')],      'a@x.test · ROLEID: Admin'],
  [[detail('fields', 'Title, Phone')],                            'Title, Phone'],
  [[detail('language', 'Bahasa Indonesia', 'English')],           'LANGUAGE: English → Bahasa Indonesia'],
  [['a', 'b', 'c', 'd', 'e'].map((key) => detail(key, key)),      'A: a · B: b · C: c · D: d'],
  [[detail('name', 'x'.repeat(80))],                              `${'x'.repeat(59)}…`],
])('OP3: of %j the log shows %s', (details, brief) => {
  expect(detailsInBrief(details)).toBe(brief)
})
