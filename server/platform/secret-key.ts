import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StartError } from './start-error.ts'

/**
 * The 32 bytes that key hashes of failed attempts (LG8), from `secret.key` in the data folder; made there on
 * first use, readable by our user alone. Two processes that make it at once end up with the same.
 */
export function readSecretKey(folder: string): Buffer {
  const file = join(folder, 'secret.key')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (!existsSync(file)) {
      const unfinished = `${file}.${randomBytes(4).toString('hex')}`
      writeFileSync(unfinished, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
      try {
        // Unlike a rename, a link never replaces the key that another process has just made.
        linkSync(unfinished, file)
      } finally {
        unlinkSync(unfinished)
      }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw new StartError(
        `The secret key cannot be written to ${file} (${error instanceof Error ? error.message : error}). ` +
          'Set FOYER_SECRET_KEY, or name a writable folder with FOYER_DATA.',
      )
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (key.length === 32) return key
  throw new StartError(`${file} does not hold 32 bytes in base64. Put it back from your backup.`)
}
