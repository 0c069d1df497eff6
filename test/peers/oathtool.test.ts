import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { expect, test } from 'vitest'
import { describeSeed, findStep, newSeed } from '#server/door/authenticator.ts'

// OATH Toolkit: a generator that shares nothing with ours, as people's apps do.

const codeOf = (secret: string, at: Date): string =>
  execFileSync(
    'oathtool',
    [
      '--totp',
      '--base32',
      secret,
      '--now',
      at
        .toISOString()
        .replace(/T|\..*/g, ' ')
        .concat('UTC'),
    ],
    {
      encoding: 'utf8',
    },
  ).trim()

// Where the machine has none the test is named as skipped, as those on Debian's PostgreSQL are.
const missing = spawnSync('oathtool', ['--version']).error !== undefined

test.skipIf(missing)(
  'DR4: the codes of oathtool (Debian package oathtool) are those that are taken, whatever the seed and the time',
  () => {
    for (let n = 0; n < 25; n++) {
      const seed = n === 0 ? Buffer.alloc(20) : newSeed()
      const at = new Date(randomInt(4_000_000_000) * 1000)
      const code = codeOf(describeSeed(seed, 'ana@example.test').secret, at)
      expect(findStep(seed, code, at)).toBe(Math.floor(at.getTime() / 30_000))
      expect(findStep(randomBytes(20), code, at)).toBeNull()
    }
  },
)
