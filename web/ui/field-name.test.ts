import { expect, test } from 'vitest'
import { fieldName } from './field-name.ts'

test.each([
  ['#/name', 'name'],
  ['/name', 'name'],
  ['#/hub/latitude', 'hub/latitude'],
  ['#/fields/0/label', 'fields/0/label'],
  ['#/a~1b', 'a/b'],
  ['#/a~0b', 'a~b'],
  ['#/na%C3%AFve', 'naïve'],
  ['#/100%', '100%'],
  ['#/', null],
  ['#', null],
  ['', null],
  ['#query/limit', null],
  ['#header/idempotency-key', null],
])('the pointer %o means the field %o', (pointer, name) => {
  expect(fieldName(pointer)).toBe(name)
})
