import { expect, test } from 'vitest'
import { opensOffline, paths, safeDestination, underSlug } from './paths.ts'

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

test('TK1: of all pages only the list of tasks and that of one that is being done open without a connection', () => {
  for (const path of [paths.tasks('acme'), paths.doTask('acme', 'x')])
    for (const end of ['', '?status=mine', '#switch']) expect(opensOffline(path + end)).toBe(true)
  const others = [
    paths.task('acme', 'do'),
    paths.newTask('acme'),
    paths.importTasks('acme'),
    `${paths.tasks('acme')}/`,
    `${paths.doTask('acme', 'x')}/y`,
    `/api${paths.tasks('acme')}`,
    paths.users('acme'),
  ]
  for (const other of others) expect(opensOffline(other), other).toBe(false)
})
