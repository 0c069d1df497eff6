import type { importEncodings } from '#api/table-imports.ts'

export type Encoding = (typeof importEncodings)[number]

/**
 * How the text of a file is encoded: by its mark, else UTF-8 where all of it is that, else UTF-16 by its zeros, else what
 * spreadsheets of western offices write. Pure.
 */
export function findEncoding(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const [even, odd] = countZeros(bytes.subarray(0, 10_000))
  if (odd > even * 4 && odd > 20) return 'utf-16le'
  if (even > odd * 4 && even > 20) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** Of Latin text in UTF-16 every second byte is zero: the odd ones where the low byte comes first. */
function countZeros(bytes: Uint8Array): [even: number, odd: number] {
  const zeros: [number, number] = [0, 0]
  bytes.forEach((byte, at) => {
    if (byte === 0) zeros[(at % 2) as 0 | 1]++
  })
  return zeros
}
