import { expect, test } from 'vitest'
import { isDoing, paths, safeDestination, underSlug } from './paths.ts'

test.each([
  ['/o/acme/tasks?status=done#x', '/o/acme/tasks?status=done#x'],
  ['/o/acme/../globex/tasks', '/o/globex/tasks'],
  ['//evil.example/x', null],
  ['/\\evil.example', null],
  ['/x\\..\\evil', null],
  ['/.//evil.example/x', null],
  ['/o/..//evil.example', null],
  ['/%2e//evil.example', null],
  ['/o/acme/%2E%2e/..//evil.example', null],
  ['/o/acme//x', '/o/acme//x'],
  ['https://evil.example/', null],
  ['javascript:alert(1)', null],
  ['/\t/evil.example', null],
  ['', null],
  [null, null],
])('LG7: after signing in, %o leads to %o', (to, path) => {
  expect(safeDestination(to)).toBe(path)
})

test('LG7: the destination survives in the address of the sign-in page', () => {
  const url = new URL(paths.signIn('/o/acme/tasks?text=a&b'), 'http://foyer.test')
  expect(url.searchParams.get('to')).toBe('/o/acme/tasks?text=a&b')
})

test.each([
  ['/o/acme', '/o/globex'],
  ['/o/acme/tasks?status=done#switch', '/o/globex/tasks?status=done#switch'],
  ['/o/acme/settings/users/acme', '/o/globex/settings/users/acme'],
  ['/o/acme?to=/o/acme', '/o/globex?to=/o/acme'],
  ['/choose', '/choose'],
])('OR5: %s of an old slug goes on at %s', (before, after) => {
  expect(underSlug(before, 'globex')).toBe(after)
})

test('TK1: of all pages only that of a task that is being done opens without a connection', () => {
  expect(isDoing(paths.doTask('acme', 'x'))).toBe(true)
  expect(isDoing(`${paths.doTask('acme', 'x')}?hub=1`)).toBe(true)
  for (const other of [paths.tasks('acme'), paths.task('acme', 'do'), paths.users('acme')])
    expect(isDoing(other)).toBe(false)
})
