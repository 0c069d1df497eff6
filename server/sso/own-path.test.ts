import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

test('LG7: a destination is a path of our own origin, or none', () => {
  for (const path of ['/o/acme/tasks?status=done#top', '/', '/o/%2F%2Fevil.example', '/a//b'])
    expect(ownPath(path)).toBe(path)
  for (const path of [
    null,
    '',
    'o/acme',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    ' /o/acme',
    '/o/acme\n',
    '/a\\b',
  ])
    expect(ownPath(path), String(path)).toBeNull()
})
