import { expect, test } from 'vitest'
import { describeSeed, findStep, newSeed } from './authenticator.ts'

// RFC 6238, appendix B, in its SHA-1 rows; six digits are the last six of the eight that stand there.
const seed = Buffer.from('12345678901234567890')
const vectors: [seconds: number, code: string][] = [
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
]

test.each(vectors)('DR4: RFC 6238 at %i seconds is %s', (seconds, code) => {
  const at = (offset: number) => new Date((seconds + offset) * 1000)
  const step = Math.floor(seconds / 30)
  expect(findStep(seed, code.slice(-6), at(0))).toBe(step)
  // One step before and after, for clocks that differ; not two.
  const [first, last] = [-(seconds % 30), 29 - (seconds % 30)]
  expect(findStep(seed, code.slice(-6), at(first - 30))).toBe(step)
  expect(findStep(seed, code.slice(-6), at(last + 30))).toBe(step)
  expect(findStep(seed, code.slice(-6), at(first - 31))).toBeNull()
  expect(findStep(seed, code.slice(-6), at(last + 31))).toBeNull()
})

test('DR4: anything but six digits is no code', () => {
  for (const code of ['', '28708', '94287082', '28708a', '287 082'])
    expect(findStep(seed, code, new Date(59_000))).toBeNull()
})

test('DR4: a seed has 160 bits, and its address is one that every app reads', () => {
  const fresh = newSeed()
  expect(fresh).toHaveLength(20)
  expect(newSeed()).not.toEqual(fresh)
  const { secret, uri } = describeSeed(seed, 'ana+1@example.test')
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  const { protocol, host, pathname, searchParams } = new URL(uri)
  expect([protocol, host, decodeURIComponent(pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Foyer:ana+1@example.test',
  ])
  expect(Object.fromEntries(searchParams)).toEqual({
    issuer: 'Foyer',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
