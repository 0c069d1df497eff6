import { type KeyObject, randomBytes, sign } from 'node:crypto'

// Node reads certificates and makes none. This writes the one kind that we need (RFC 5280, in DER, X.690), no more.

const objectIds = {
  commonName: '0603550403',
  sha256WithRsa: '06092a864886f70d01010b',
  basicConstraints: '0603551d13',
  keyUsage: '0603551d0f',
}

/**
 * A self-signed X.509 v3 certificate (PEM) of an RSA key, SHA-256. `name` becomes its common name, at most 64 characters of
 * it. It says that it is nobody's authority, and that its key signs and is encrypted for.
 */
export function selfSignedCertificate(
  key: { publicKey: KeyObject; privateKey: KeyObject },
  name: string,
  valid: { from: Date; to: Date },
): string {
  const algorithm = sequence(objectId('sha256WithRsa'), element(0x05))
  const who = sequence(
    element(
      0x31,
      sequence(objectId('commonName'), element(0x0c, Buffer.from([...name].slice(0, 64).join('')))),
    ),
  )
  const content = sequence(
    element(0xa0, integer(Buffer.of(2))),
    // Positive and at most 20 bytes; two certificates with the same name are told apart by it.
    integer(Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    algorithm,
    who,
    sequence(time(valid.from), time(valid.to)),
    who,
    key.publicKey.export({ type: 'spki', format: 'der' }),
    element(
      0xa3,
      sequence(
        extension('basicConstraints', sequence()),
        // digitalSignature (bit 0), keyEncipherment (2): five bits are unused.
        extension('keyUsage', element(0x03, Buffer.of(5, 0b1010_0000))),
      ),
    ),
  )
  const signature = element(0x03, Buffer.of(0), sign('sha256', content, key.privateKey))
  const lines = sequence(content, algorithm, signature)
    .toString('base64')
    .match(/.{1,64}/g)
  return ['-----BEGIN CERTIFICATE-----', ...(lines ?? []), '-----END CERTIFICATE-----', ''].join(
    '\n',
  )
}

/** Tag, length, content. */
function element(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.of(tag, length), content])
  const bytes = length < 0x100 ? Buffer.of(length) : Buffer.of(length >> 8, length & 0xff)
  return Buffer.concat([Buffer.of(tag, 0x80 | bytes.length), bytes, content])
}

const sequence = (...parts: Buffer[]) => element(0x30, ...parts)
const integer = (bytes: Buffer) => element(0x02, bytes)
const objectId = (name: keyof typeof objectIds) => Buffer.from(objectIds[name], 'hex')

/** All are critical: whoever does not know one may not use the certificate. */
const extension = (name: 'basicConstraints' | 'keyUsage', value: Buffer) =>
  sequence(objectId(name), element(0x01, Buffer.of(0xff)), element(0x04, value))

/** UTCTime until 2049, GeneralizedTime from then on, in whole seconds (RFC 5280, 4.1.2.5). */
function time(at: Date): Buffer {
  const text = at.toISOString().replace(/\.\d+|[-:T]/g, '')
  return at.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(text.slice(2)))
    : element(0x18, Buffer.from(text))
}
