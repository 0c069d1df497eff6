import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readSecretKey } from './secret-key.ts'

const base = mkdtempSync(join(tmpdir(), 'foyer-key-'))
const folder = join(base, 'data')

afterEach(() => rmSync(base, { recursive: true, force: true }))

test('OP1: the secret key is made once, and only our user can read it', () => {
  const key = readSecretKey(folder)
  expect(key).toHaveLength(32)
  expect(readSecretKey(folder).equals(key)).toBe(true)
  expect(readdirSync(folder)).toEqual(['secret.key'])
  expect(statSync(join(folder, 'secret.key')).mode & 0o077).toBe(0)
})

test('OP1: a damaged or unwritable key is said, never replaced', () => {
  readSecretKey(folder)
  writeFileSync(join(folder, 'secret.key'), 'c2hvcnQ=\n')
  expect(() => readSecretKey(folder)).toThrow(/does not hold 32 bytes/)
  expect(() => readSecretKey('/dev/null/data')).toThrow(/cannot be written .* FOYER_SECRET_KEY/)
})
