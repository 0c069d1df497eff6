import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import { StartError } from '#server/platform/start-error.ts'

/** Passwords that are known from breaches elsewhere. */
export interface BreachedPasswords {
  has(password: string): Promise<boolean>
  close(): Promise<void>
}

/**
 * An operator's own list: SHA-1 in hexadecimal, sorted, one a line, `:count` or anything after it; as Have I Been Pwned
 * publishes it (about 40 GB). Searched by bisection where it lies: some 30 small reads, nothing is kept in memory.
 *
 * @throws StartError where it cannot be read or does not begin and end with such lines
 */
export async function openBreachedPasswords(path: string): Promise<BreachedPasswords> {
  const file = await open(path, 'r').catch((error: unknown) => refuse(path, messageOf(error)))
  try {
    const { size } = await file.stat()
    const first = await readLineAt(file, 0, size)
    const last = await findHashBefore(file, size)
    if (!isHash(first.text) || !last || first.text.slice(0, hashLength).toUpperCase() > last)
      refuse(path, 'it does not hold sorted SHA-1 hashes, one a line')
    return {
      has: (password) => search(file, size, sha1(password)),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error instanceof StartError ? error : refuse(path, messageOf(error))
  }
}

const hashLength = 40
/** More than any line of such a list holds. */
const lineMax = 256

// What the list is keyed by: it protects nothing.
const sha1 = (password: string) => createHash('sha1').update(password).digest('hex').toUpperCase()
const isHash = (line: string) => /^[0-9a-f]{40}(?:$|[^0-9a-f])/i.test(line)
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

function refuse(path: string, reason: string): never {
  throw new StartError(`FOYER_BREACHED_PASSWORDS: ${path} is of no use: ${reason}.`)
}

/** Whether a line that begins somewhere in the file begins with this hash. */
async function search(file: FileHandle, size: number, hash: string): Promise<boolean> {
  // The line that is sought begins in [low, high), if it is there.
  let low = 0
  let high = size
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const start = await findLineStart(file, low, middle)
    const line = await readLineAt(file, start, size)
    const found = line.text.slice(0, hashLength).toUpperCase()
    if (found === hash) return true
    if (found < hash) low = line.end
    else high = start
  }
  return false
}

/** Where the line begins that `position` lies in; never before `low`, which begins a line. */
async function findLineStart(file: FileHandle, low: number, position: number): Promise<number> {
  const from = Math.max(low, position - lineMax)
  const text = await read(file, from, position - from)
  const newline = text.lastIndexOf('\n')
  return newline === -1 ? from : from + newline + 1
}

/** A line without its end, and where the next one begins. */
async function readLineAt(file: FileHandle, start: number, size: number) {
  const text = await read(file, start, Math.min(lineMax, size - start))
  const newline = text.indexOf('\n')
  return {
    text: newline === -1 ? text : text.slice(0, newline),
    end: newline === -1 ? start + Math.max(text.length, 1) : start + newline + 1,
  }
}

/** The hash of the last line; null where there is none. */
async function findHashBefore(file: FileHandle, size: number): Promise<string | null> {
  const from = Math.max(0, size - lineMax)
  const line = (await read(file, from, size - from)).trimEnd().split('\n').at(-1) ?? ''
  return isHash(line) ? line.slice(0, hashLength).toUpperCase() : null
}

async function read(file: FileHandle, position: number, length: number): Promise<string> {
  if (length <= 0) return ''
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.toString('latin1', 0, bytesRead)
}
