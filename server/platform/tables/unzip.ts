import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

const inflate = promisify(inflateRaw)

/** What makes a file no archive that we read. */
export class NotAnArchive extends Error {}

/** Taken out it would be more than it may be. */
export class TooLarge extends Error {}

const entriesMax = 2_000
const endLength = 22
const commentMax = 65_535

/**
 * Opens a ZIP archive in memory (APPNOTE 6.3, without encryption, several disks or ZIP64) and gives out its files by their names.
 * Sizes that it claims are not believed: whatever is unpacked counts, and where it comes to more than `bytesMax` altogether, nothing
 * more is.
 *
 * @throws NotAnArchive, TooLarge
 */
export function unzip(
  bytes: Uint8Array,
  bytesMax: number,
): { has(name: string): boolean; read(name: string): Promise<Buffer> } {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(archive)
  let left = bytesMax
  return {
    has: (name) => entries.has(name),
    read: async (name) => {
      const entry = entries.get(name)
      if (!entry) throw new NotAnArchive(`there is no ${name} in it`)
      const content = await unpack(archive, entry, left)
      left -= content.byteLength
      return content
    },
  }
}

interface Entry {
  method: number
  bytes: number
  at: number
}

function readDirectory(archive: Buffer): Map<string, Entry> {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'))
  if (end < 0 || end < archive.length - endLength - commentMax || end + endLength > archive.length)
    throw new NotAnArchive('its directory is missing')
  const count = archive.readUInt16LE(end + 10)
  let at = archive.readUInt32LE(end + 16)
  if (count > entriesMax) throw new NotAnArchive('it holds too many files')
  const entries = new Map<string, Entry>()
  for (let n = 0; n < count; n++) {
    if (at + 46 > end || archive.readUInt32LE(at) !== 0x02014b50)
      throw new NotAnArchive('its directory is broken')
    const nameLength = archive.readUInt16LE(at + 28)
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const encrypted = archive.readUInt16LE(at + 8) & 1
    // Two of one name: programs differ in which of them they take.
    if (encrypted || entries.has(name)) throw new NotAnArchive('it is encrypted, or ambiguous')
    entries.set(name, {
      method: archive.readUInt16LE(at + 10),
      bytes: archive.readUInt32LE(at + 20),
      at: archive.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32)
  }
  return entries
}

async function unpack(archive: Buffer, { method, bytes, at }: Entry, most: number) {
  if (at + 30 > archive.length || archive.readUInt32LE(at) !== 0x04034b50)
    throw new NotAnArchive('a file in it is missing')
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28)
  const packed = archive.subarray(start, start + bytes)
  if (method === 0) {
    if (packed.length > most) throw new TooLarge()
    return packed
  }
  if (method !== 8) throw new NotAnArchive('it is packed in another way')
  try {
    // Of nothing, zlib would take any number for its least.
    return await inflate(packed, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new TooLarge()
    throw new NotAnArchive('a file in it is broken')
  }
}
