import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { StartError } from '#server/platform/start-error.ts'
import { openBreachedPasswords } from './breached-passwords.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foyer-breached-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()
const passwordOf = (n: number) => `password number ${n}`
const write = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const count = 400
const lines = Array.from({ length: count }, (_, n) => ({
  password: passwordOf(n),
  line: `${sha1(passwordOf(n))}:${n ** 3}`,
})).toSorted((a, b) => (a.line < b.line ? -1 : 1))

describe.each([
  ['\n', true],
  ['\r\n', true],
  ['\n', false],
  ['\r\n', false],
])('PW1: a list with line ends %j, one at the very end: %s', (newline, atEnd) => {
  test('every line is found, the first and the last too, and nothing else', async () => {
    const text = lines.map(({ line }) => line).join(newline) + (atEnd ? newline : '')
    const list = await openBreachedPasswords(write('list', text))
    for (const { password } of lines) expect(await list.has(password), password).toBe(true)
    for (let n = count; n < count + 200; n++) expect(await list.has(passwordOf(n))).toBe(false)
    await list.close()
  })
})

test('PW1: a list of one line, without counts, in small letters', async () => {
  const list = await openBreachedPasswords(write('one', sha1('only this').toLowerCase()))
  expect(await list.has('only this')).toBe(true)
  expect(await list.has('something else')).toBe(false)
  await list.close()
})

test('OP1: a list that is missing, empty, no list or not sorted is told at the start', async () => {
  const cases = [
    join(folder, 'missing'),
    folder,
    write('empty', ''),
    write('words', 'password\nletmein\n'),
    write(
      'unsorted',
      lines
        .map(({ line }) => line)
        .toReversed()
        .join('\n'),
    ),
  ]
  for (const path of cases) {
    const error = await openBreachedPasswords(path).catch((reason: unknown) => reason)
    expect(error, path).toBeInstanceOf(StartError)
    expect((error as Error).message).toContain('FOYER_BREACHED_PASSWORDS')
  }
})
