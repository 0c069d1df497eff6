import { createInflateRaw } from 'node:zlib'

/** What makes a file no archive that we read. */
export class NotAnArchive extends Error {}

/** Taken out it would be more than it may be. */
export class TooLarge extends Error {}

const entriesMax = 2_000
const endLength = 22
const commentMax = 65_535
const pieceBytes = 64 * 1024

/** Its files by their names, each piece by piece. */
export interface Archive {
  has(name: string): boolean
  /** @throws NotAnArchive; TooLarge also where this file alone comes to more than `most` bytes */
  read(name: string, most?: number): AsyncGenerator<Uint8Array>
}

/**
 * Opens a ZIP archive in memory (APPNOTE 6.3, without encryption, several disks or ZIP64). Sizes that it claims are not believed:
 * whatever is unpacked counts, and where it comes to more than `bytesMax` altogether, nothing more is. No file of it ever stands in
 * memory as a whole.
 *
 * @throws NotAnArchive
 */
export function unzip(bytes: Uint8Array, bytesMax: number): Archive {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = readDirectory(archive)
  let left = bytesMax
  return {
    has: (name) => entries.has(name),
    read: async function* (name, most = bytesMax) {
      const entry = entries.get(name)
      if (!entry) throw new NotAnArchive(`there is no ${name} in it`)
      let own = most
      for await (const piece of unpack(archive, entry)) {
        left -= piece.byteLength
        own -= piece.byteLength
        if (Math.min(left, own) < 0) throw new TooLarge()
        yield piece
      }
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

async function* unpack(archive: Buffer, { method, bytes, at }: Entry): AsyncGenerator<Uint8Array> {
  if (at + 30 > archive.length || archive.readUInt32LE(at) !== 0x04034b50)
    throw new NotAnArchive('a file in it is missing')
  const start = at + 30 + archive.readUInt16LE(at + 26) + archive.readUInt16LE(at + 28)
  const packed = archive.subarray(start, start + bytes)
  if (method === 0) return yield* inPieces(packed)
  if (method !== 8) throw new NotAnArchive('it is packed in another way')
  const inflate = createInflateRaw({ chunkSize: pieceBytes })
  inflate.end(packed)
  // What is thrown where a piece is used never comes by here: only what zlib says of it.
  const pieces: AsyncIterator<Buffer> = inflate[Symbol.asyncIterator]()
  try {
    for (;;) {
      const { done, value } = await pieces.next().catch(() => {
        throw new NotAnArchive('a file in it is broken')
      })
      if (done) return
      yield value
    }
  } finally {
    inflate.destroy()
  }
}

function* inPieces(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}
