import { hash, randomBytes } from 'node:crypto'

/** `session` enters one organization; `pending` stands between password and door; `browser` only recognizes one; `link` is mailed or passed on; `joining` stands between an address and its proof; `state` goes to an identity provider and back. */
export type TokenKind = 'session' | 'pending' | 'browser' | 'link' | 'joining' | 'state'

const prefixes: Record<TokenKind, string> = {
  session: 'fys_',
  pending: 'fyp_',
  browser: 'fyb_',
  link: 'fyl_',
  joining: 'fyj_',
  state: 'fya_',
}

/** A new secret of 256 random bits, with a prefix by which scanners and people recognize it. We keep only its hash. */
export function newToken(kind: TokenKind): { token: string; hash: Buffer } {
  const token = prefixes[kind] + randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

/** SHA-256, synchronous on purpose: the asynchronous one would queue behind password hashing. */
export const hashToken = (token: string): Buffer => hash('sha256', token, 'buffer')

/** Which kind a string claims to be; null for anything that cannot be one of our tokens. */
export function tokenKind(token: string): TokenKind | null {
  if (token.length !== 47) return null
  const kind = Object.entries(prefixes).find(([, prefix]) => token.startsWith(prefix))?.[0]
  return (kind as TokenKind | undefined) ?? null
}
