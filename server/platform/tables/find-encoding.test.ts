import { expect, test } from 'vitest'
import { findEncoding } from './find-encoding.ts'

const text = 'e-mail;naam\njosé@example.com;José\n'.repeat(3)
const utf16 = (little: boolean, mark: boolean) => {
  const buffer = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le')
  return little ? buffer : buffer.swap16()
}

test.each([
  ['utf-8', Buffer.from(text)],
  ['utf-8', Buffer.from(`\ufeff${text}`)],
  ['utf-8', Buffer.from('plain')],
  ['windows-1252', Buffer.from(text, 'latin1')],
  ['utf-16le', utf16(true, true)],
  ['utf-16be', utf16(false, true)],
  ['utf-16le', utf16(true, false)],
  ['utf-16be', utf16(false, false)],
  ['utf-8', Buffer.alloc(0)],
] as const)('US4: %s is found, and reads as what was written', (encoding, bytes) => {
  expect(findEncoding(bytes)).toBe(encoding)
  if (bytes.length > 20) expect(new TextDecoder(encoding).decode(bytes)).toBe(text)
})
