import { expect, test } from 'vitest'
import { findDelimiter } from './find-delimiter.ts'

test.each([
  [',', 'email,name\na@x.test,Ann\nb@x.test,Ben\n'],
  [';', 'email;name;hubs\na@x.test;Ann, MD;"North, West"\nb@x.test;Ben;South\n'],
  ['\t', 'email\tname\na@x.test\tAnn; Bee\n'],
  ['|', 'email|name\na@x.test|Ann\n'],
  [',', 'email\na@x.test\n'],
  [',', ''],
  ['|', 'sep=|\r\nemail|name;first;last\r\na@x.test|A;B;C\r\n'],
  [',', 'Staff list; of May\nemail,first,last\na@x.test,Ann,Lee\nb@x.test,Ben,Lee\n'],
  [';', 'email;amount\r\na@x.test;1,5\r\nb@x.test;2,5\r\n'],
] as const)('US4: %j separates the cells of %j', (delimiter, text) => {
  expect(findDelimiter(text)).toBe(delimiter)
})
