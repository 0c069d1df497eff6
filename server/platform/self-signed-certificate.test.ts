import { execFileSync, spawnSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { expect, test } from 'vitest'
import { createKeyPair } from '#server/sso/key-pair.ts'
import { selfSignedCertificate } from './self-signed-certificate.ts'

const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
const valid = { from: new Date('2026-01-02T03:04:05Z'), to: new Date('2036-01-02T03:04:05Z') }

test('SS1: our certificate is signed by its own key, valid as asked, and nobody’s authority', () => {
  const read = new X509Certificate(selfSignedCertificate(key, 'Foyer · Ana’s "Ltd", 10 %', valid))
  expect(read.verify(key.publicKey)).toBe(true)
  expect(read.checkPrivateKey(key.privateKey)).toBe(true)
  expect(read.ca).toBe(false)
  expect(read.subject).toBe(read.issuer)
  expect(read.toLegacyObject().subject.CN).toBe('Foyer · Ana’s "Ltd", 10 %')
  expect([read.validFromDate, read.validToDate]).toEqual([valid.from, valid.to])
  expect(
    read.verify(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
    'by another key it is not',
  ).toBe(false)
})

test('SS1: its serial number is positive, at most 20 bytes, and never the same', () => {
  const serials = Array.from(
    { length: 20 },
    () => new X509Certificate(selfSignedCertificate(key, 'a', valid)).serialNumber,
  )
  expect(new Set(serials).size).toBe(20)
  for (const serial of serials) {
    expect(serial.length).toBeLessThanOrEqual(40)
    expect(Number.parseInt(serial.slice(0, 2), 16)).toBeLessThan(0x80)
  }
})

test('SS1: times from 2050 on are written as RFC 5280 asks', () => {
  const late = { from: new Date('2049-12-31T23:59:59Z'), to: new Date('2050-01-01T00:00:00Z') }
  const read = new X509Certificate(selfSignedCertificate(key, 'a', late))
  expect([read.validFromDate, read.validToDate]).toEqual([late.from, late.to])
})

test('SS1: a long name is cut, and lengths of two bytes are written', () => {
  const read = new X509Certificate(selfSignedCertificate(key, 'ü'.repeat(300), valid))
  expect(read.toLegacyObject().subject.CN).toBe('ü'.repeat(64))
})

test.skipIf(spawnSync('openssl', ['version']).error !== undefined)(
  'SS1: openssl verifies it strictly, as a certificate that signs and is encrypted for',
  () => {
    const pem = selfSignedCertificate(key, 'Foyer', valid)
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], {
      input: pem,
      encoding: 'utf8',
    })
    expect(text).toContain('Version: 3 (0x2)')
    expect(text).toContain('Digital Signature, Key Encipherment')
    expect(text).toContain('CA:FALSE')
    expect(text).toContain('sha256WithRSAEncryption')
  },
)

test('SS1: a key pair of a connection belongs together and lasts ten years', async () => {
  const now = new Date('2026-05-06T07:08:09Z')
  const { privateKeyPem, certificatePem } = await createKeyPair('Foyer', now)
  const read = new X509Certificate(certificatePem)
  expect(read.checkPrivateKey(createPrivateKey(privateKeyPem))).toBe(true)
  expect(read.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048)
  expect(read.validFromDate.getTime()).toBeLessThan(now.getTime())
  expect(read.validToDate.toISOString()).toBe('2036-05-05T07:08:09.000Z')
})
