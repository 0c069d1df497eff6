import { hkdfSync } from 'node:crypto'

/** What a key of its own is derived for, so that what was made for one purpose means nothing for another. */
export type KeyPurpose = 'seal' | 'seal-key-id' | 'email-code' | 'download-link' | 'attachment-link'

/** 32 bytes for one purpose, from the secret key (HKDF-SHA256, RFC 5869). */
export const deriveKey = (secretKey: Buffer, purpose: KeyPurpose): Buffer =>
  Buffer.from(hkdfSync('sha256', secretKey, '', `foyer ${purpose}`, 32))
