import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no letter that looks like a digit, and no U. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** A secret that people write down, five random bits a character, in groups of five or six: `q3k7d-x0w9c`. */
export function newReadableCode(length: number): string {
  // 256 is a multiple of 32, so that each character is equally likely.
  const characters = [...randomBytes(length)].map((byte) => alphabet[byte % 32]).join('')
  const groups = Math.floor(length / 5)
  const end = (at: number) => Math.round((at * length) / groups)
  return Array.from({ length: groups }, (_, at) => characters.slice(end(at), end(at + 1))).join('-')
}

/** A code as it was typed, without what people add or mistake: hyphens, spaces, capitals, O for 0, I and L for 1. */
export const readReadableCode = (typed: string): string =>
  typed.toLowerCase().replace(/[\s-]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
