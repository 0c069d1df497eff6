import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createKeyRing, seal, unseal } from './seal.ts'

const [first, second] = [randomBytes(32), randomBytes(32)]
const secret = randomBytes(20)

test('what is sealed opens again, and holds nothing of what is in it', () => {
  const ring = createKeyRing(first)
  const sealed = seal(ring, secret, 'ana')
  expect(unseal(ring, sealed, 'ana')).toEqual(secret)
  expect(sealed.sealed.includes(secret)).toBe(false)
  expect(seal(ring, secret, 'ana').sealed).not.toEqual(sealed.sealed)
  expect(sealed.keyId).not.toContain(first.toString('base64url').slice(0, 4))
})

test('what was changed, cut short, or moved to somebody else does not open', () => {
  const ring = createKeyRing(first)
  const { keyId, sealed } = seal(ring, secret, 'ana')
  expect(() => unseal(ring, { keyId, sealed }, 'budi')).toThrow(/authenticate data/)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at)
    expect(() => unseal(ring, { keyId, sealed: changed }, 'ana')).toThrow(/authenticate data/)
  }
  for (let length = 0; length < sealed.length; length++)
    expect(() => unseal(ring, { keyId, sealed: sealed.subarray(0, length) }, 'ana')).toThrow(
      /authenticat|invalid/i,
    )
})

test('a key that was replaced still opens, and seals no more', () => {
  const before = seal(createKeyRing(first), secret, 'ana')
  const ring = createKeyRing(second, [first])
  expect(unseal(ring, before, 'ana')).toEqual(secret)
  expect(seal(ring, secret, 'ana').keyId).toBe(createKeyRing(second).presentId)
  expect(() => unseal(createKeyRing(second), before, 'ana')).toThrow(/FOYER_SECRET_KEY_OLD/)
})
