import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from './derive-key.ts'

/** Keys for secrets at rest, derived from the secret key and from those that it replaced. */
export interface KeyRing {
  /** Names the key that seals from now on. */
  presentId: string
  keys: ReadonlyMap<string, Buffer>
}

/** A secret at rest: 12 bytes nonce, the encrypted bytes, 16 bytes tag; and which key opens it. */
export interface Sealed {
  keyId: string
  sealed: Buffer
}

const nonceBytes = 12
const tagBytes = 16

/** `secretKey` seals; it and the old ones open. */
export function createKeyRing(secretKey: Buffer, oldSecretKeys: readonly Buffer[] = []): KeyRing {
  // The name of a key is derived as well, and so tells nothing of it.
  const nameOf = (secret: Buffer) =>
    deriveKey(secret, 'seal-key-id').toString('base64url').slice(0, 11)
  return {
    presentId: nameOf(secretKey),
    keys: new Map(
      [...oldSecretKeys, secretKey].map((secret) => [nameOf(secret), deriveKey(secret, 'seal')]),
    ),
  }
}

/** Seals by AES-256-GCM. `owner` is whose secret it is: moved to a row of somebody else, it does not open. */
export function seal(ring: KeyRing, secret: Buffer, owner: string): Sealed {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', keyOf(ring, ring.presentId), nonce)
  cipher.setAAD(Buffer.from(owner))
  const body = Buffer.concat([cipher.update(secret), cipher.final()])
  return { keyId: ring.presentId, sealed: Buffer.concat([nonce, body, cipher.getAuthTag()]) }
}

/** Throws where the key is not in the ring, or the bytes or their owner are not what was sealed. */
export function unseal(ring: KeyRing, { keyId, sealed }: Sealed, owner: string): Buffer {
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(ring, keyId),
    sealed.subarray(0, nonceBytes),
    { authTagLength: tagBytes },
  )
  decipher.setAAD(Buffer.from(owner))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
}

function keyOf(ring: KeyRing, id: string): Buffer {
  const key = ring.keys.get(id)
  if (key) return key
  throw new Error(
    `a secret is sealed by key ${id}, which is neither FOYER_SECRET_KEY nor among FOYER_SECRET_KEY_OLD`,
  )
}
