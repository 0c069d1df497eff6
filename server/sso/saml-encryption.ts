import { constants, createDecipheriv, privateDecrypt } from 'node:crypto'
import { dsig } from './saml-signature.ts'
import { allOf, attributeOf, childrenNamed, childrenOf, isNamed, textOf } from './xml.ts'

const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#'
const more = 'http://www.w3.org/2001/04/xmldsig-more#'

const sizes = ['256', '192', '128'] as const
const gcm = new Map(sizes.map((bits) => [`${xmlenc11}aes${bits}-gcm`, `aes-${bits}-gcm` as const]))
const cbc = new Map(sizes.map((bits) => [`${xmlenc}aes${bits}-cbc`, `aes-${bits}-cbc`]))

/** How its key may be: OAEP alone. PKCS #1 1.5 lets whoever may ask often enough decrypt (Bleichenbacher). */
const oaep = `${xmlenc}rsa-oaep-mgf1p`
const oaep11 = `${xmlenc11}rsa-oaep`

/** What our metadata tells providers to choose from, the best first. */
export const encryptionMethods = [
  ...[...gcm.keys(), ...cbc.keys()].filter((name) => !name.includes('192')),
  oaep,
  oaep11,
]

/** In OAEP collisions do not matter, so that SHA-1, its default, is as good as another. */
const hashes = new Map([
  [`${dsig}sha1`, 'sha1'],
  [`${xmlenc}sha256`, 'sha256'],
  [`${more}sha384`, 'sha384'],
  [`${xmlenc}sha512`, 'sha512'],
])

/** Why something encrypted is not taken: in English, for the trace. */
export class DecryptionRefusal extends Error {
  override readonly name = 'DecryptionRefusal'
}

/**
 * What an EncryptedAssertion holds, decrypted with our key. That it could be decrypted says nothing about who wrote it: our
 * certificate is public. Whatever does not decrypt fails alike, so that nobody learns why.
 *
 * @throws DecryptionRefusal
 */
export function decryptAssertion(encrypted: Element, privateKeyPem: string): string {
  const data = onlyChild(encrypted, xmlenc, 'EncryptedData')
  // Beside the data or in its KeyInfo; for several recipients there would be several.
  const keys = allOf(encrypted).filter((element) => isNamed(element, xmlenc, 'EncryptedKey'))
  const [key, ...others] = keys
  if (!key || others.length > 0)
    throw new DecryptionRefusal(`one encrypted key was expected, ${keys.length} came`)
  const method = algorithmOf(onlyChild(data, xmlenc, 'EncryptionMethod'))
  if (!gcm.has(method) && !cbc.has(method))
    throw new DecryptionRefusal(`it is encrypted with what is not taken: ${method}`)
  const oaepHash = keyHashOf(key)
  const [keyBytes, bytes] = [cipherBytesOf(key), cipherBytesOf(data)]
  try {
    const contentKey = privateDecrypt(
      { key: privateKeyPem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash },
      keyBytes,
    )
    return new TextDecoder('utf-8', { fatal: true }).decode(decipher(method, contentKey, bytes))
  } catch {
    throw new DecryptionRefusal('it cannot be decrypted with the key of this connection')
  }
}

function keyHashOf(key: Element): string {
  const method = onlyChild(key, xmlenc, 'EncryptionMethod')
  const name = algorithmOf(method)
  if (name !== oaep && name !== oaep11)
    throw new DecryptionRefusal(`its key is encrypted with what is not taken: ${name}`)
  const [digest = `${dsig}sha1`, ...digests] = childrenNamed(method, dsig, 'DigestMethod').map(
    algorithmOf,
  )
  const [mask = `${xmlenc11}mgf1sha1`, ...masks] = childrenNamed(method, xmlenc11, 'MGF').map(
    algorithmOf,
  )
  const hash = hashes.get(digest)
  const known = childrenOf(method).length <= digests.length + masks.length + 2
  // One hash for both is what we can compute.
  if (!hash || !known || digests.length + masks.length > 0 || mask !== `${xmlenc11}mgf1${hash}`)
    throw new DecryptionRefusal(
      `its key is encrypted with what is not taken: ${digest} with ${mask}`,
    )
  return hash
}

/** Throws where the key is not as long as its algorithm wants it. */
function decipher(method: string, key: Buffer, bytes: Buffer): Buffer {
  const authenticated = gcm.get(method)
  if (authenticated) {
    const opening = createDecipheriv(authenticated, key, bytes.subarray(0, 12), {
      authTagLength: 16,
    }).setAuthTag(bytes.subarray(-16))
    return Buffer.concat([opening.update(bytes.subarray(12, -16)), opening.final()])
  }
  const opening = createDecipheriv(cbc.get(method) ?? '', key, bytes.subarray(0, 16))
  opening.setAutoPadding(false)
  const padded = Buffer.concat([opening.update(bytes.subarray(16)), opening.final()])
  // The last byte counts what was added; the others are random (XML Encryption 5.2).
  const added = padded.at(-1) ?? 0
  if (added < 1 || added > 16) throw new RangeError('the padding is wrong')
  return padded.subarray(0, -added)
}

/** The bytes themselves; an address to fetch them from (CipherReference) is not followed. */
function cipherBytesOf(element: Element): Buffer {
  const value = onlyChild(onlyChild(element, xmlenc, 'CipherData'), xmlenc, 'CipherValue')
  return Buffer.from(textOf(value) ?? '', 'base64')
}

function onlyChild(element: Element, namespace: string, name: string): Element {
  const [child, ...others] = childrenNamed(element, namespace, name)
  if (!child || others.length > 0)
    throw new DecryptionRefusal(`one ${name} was expected in ${element.localName}`)
  return child
}

const algorithmOf = (element: Element) => attributeOf(element, 'Algorithm') ?? 'none'
