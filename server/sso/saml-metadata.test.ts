import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { selfSignedCertificate } from '#server/platform/self-signed-certificate.ts'
import { createKeyPair } from './key-pair.ts'
import {
  describeCertificate,
  MetadataRefusal,
  normalizeCertificate,
  ourMetadata,
  readMetadata,
} from './saml-metadata.ts'

const md = 'urn:oasis:names:tc:SAML:2.0:metadata'
const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol'
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const signInUrl = 'https://idp.test/sso?a=1&b=2'

const now = new Date('2026-06-01T12:00:00Z')

let certificate: string
let other: string
beforeAll(async () => {
  certificate = (await createKeyPair('idp.test')).certificatePem.trim()
  other = (await createKeyPair('other')).certificatePem.trim()
})

const bare = (pem: string) => pem.replace(/-----.*-----|\n/g, '')
const key = (pem: string, use?: string) =>
  `<md:KeyDescriptor${use ? ` use="${use}"` : ''}><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
    <ds:X509Certificate>\n  ${bare(pem).replace(/.{76}/g, '$&\n')}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>`
const service = `<md:SingleSignOnService Binding="${redirect}" Location="https://idp.test/sso?a=1&amp;b=2"/>`
const role = (inside: string) =>
  `<md:IDPSSODescriptor protocolSupportEnumeration="${protocol}">${inside}</md:IDPSSODescriptor>`
const entity = (inside: string, id = 'https://idp.test/entity') =>
  `<md:EntityDescriptor xmlns:md="${md}" entityID="${id}">${inside}</md:EntityDescriptor>`
const several = (...entities: string[]) =>
  `<md:EntitiesDescriptor xmlns:md="${md}">${entities.join('')}</md:EntitiesDescriptor>`

test('SS1: metadata tells who the provider is, where to go, and what it signs with', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n<!-- made by hand -->\n${entity(
    role(key(certificate, 'signing') + key(other, 'encryption') + service),
  )}`
  expect(readMetadata(text, now)).toEqual({
    entityId: 'https://idp.test/entity',
    signInUrl,
    certificates: [certificate],
  })
})

test('SS1: during a roll-over several certificates count; one without a use signs, and one given twice is one', () => {
  const text = entity(role(key(certificate) + key(other, 'signing') + key(certificate) + service))
  expect(readMetadata(text, now).certificates).toEqual([certificate, other])
})

test('SS1: of several entities the only identity provider counts', () => {
  const ours = entity(`<md:SPSSODescriptor protocolSupportEnumeration="${protocol}"/>`, 'sp')
  const text = several(ours, entity(role(key(certificate) + service)))
  expect(readMetadata(text, now).entityId).toBe('https://idp.test/entity')
})

const refusals: [what: string, code: string, text: () => string][] = [
  ['no XML', 'not-metadata', () => 'https://idp.test/metadata'],
  ['half of it', 'not-metadata', () => entity(role(key(certificate) + service)).slice(0, -20)],
  ['something else', 'not-metadata', () => '<html></html>'],
  ['DOCTYPE', 'not-metadata', () => `<!DOCTYPE a [<!ENTITY b "c">]>${entity(role(service))}`],
  ['far too long', 'not-metadata', () => entity(' '.repeat(500_000))],
  ['nested too deeply', 'not-metadata', () => '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
  ['our own', 'no-provider', () => entity('<md:SPSSODescriptor/>')],
  ['no provider', 'no-provider', () => entity('')],
  [
    'several providers',
    'several-providers',
    () => several(entity(role(service), 'a'), entity(role(service), 'b')),
  ],
  [
    'SAML 1.1 alone',
    'not-saml-2',
    () => entity(role(key(certificate) + service).replace(protocol, 'urn:oasis:names:tc:SAML:1.1')),
  ],
  ['no name', 'no-entity-id', () => entity(role(key(certificate) + service), '')],
  [
    'no redirect binding',
    'no-redirect-binding',
    () => entity(role(key(certificate) + service.replace(redirect, 'other'))),
  ],
  [
    'a script as address',
    'sign-in-url',
    () => entity(role(key(certificate) + service.replace('https:', 'javascript:'))),
  ],
  [
    'no certificate',
    'no-certificate',
    () => entity(role(key(certificate, 'encryption') + service)),
  ],
  ['a broken certificate', 'not-a-certificate', () => entity(role(key('AAAA') + service))],
]

test.each(refusals)('SS1: metadata is refused with the reason: %s', (_, code, text) => {
  expect(() => readMetadata(text(), now)).toThrow(
    expect.objectContaining({ name: 'MetadataRefusal', code }),
  )
})

test('SS1: metadata that has expired is refused, wherever it says so', () => {
  const good = role(key(certificate) + service)
  const over = 'validUntil="2026-06-01T12:00:00Z"'
  for (const text of [
    entity(good).replace('entityID', `${over} entityID`),
    entity(good).replace('protocolSupport', `${over} protocolSupport`),
    several(entity(good)).replace('<md:EntitiesDescriptor', `$& ${over}`),
    entity(good).replace('entityID', 'validUntil="2026-06-01T11:59:59" entityID'),
    entity(good).replace('entityID', 'validUntil="some day" entityID'),
  ])
    expect(() => readMetadata(text, now), text.slice(0, 200)).toThrow(
      expect.objectContaining({ code: 'metadata-expired' }),
    )
  for (const end of ['2026-06-01T12:00:01Z', '2026-06-01T12:00:01', '2026-06-01T12:30:00+00:00'])
    expect(
      readMetadata(entity(good).replace('entityID', `validUntil="${end}" entityID`), now).signInUrl,
    ).toBe(signInUrl)
})

test('SS1: a certificate is taken as PEM or bare base64, and nothing else is', () => {
  expect(normalizeCertificate(bare(certificate))).toBe(certificate)
  expect(normalizeCertificate(`\n${certificate.replaceAll('\n', '\r\n')}\r\n`)).toBe(certificate)
  for (const text of ['', 'no', bare(certificate).slice(0, -40), `${bare(certificate)}<`])
    expect(() => normalizeCertificate(text), text).toThrow(MetadataRefusal)
})

test('SS1: a key that can be broken verifies nothing', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const valid = { from: new Date(0), to: new Date('2040-01-01') }
  expect(() => normalizeCertificate(selfSignedCertificate(weak, 'weak', valid))).toThrow(
    expect.objectContaining({ code: 'weak-certificate' }),
  )
})

test('SS3: administrators see whose certificate it is, its fingerprint and its end', () => {
  const read = new X509Certificate(certificate)
  const hex = createHash('sha256').update(read.raw).digest('hex').toUpperCase()
  expect(describeCertificate(certificate)).toEqual({
    subject: 'CN=idp.test',
    fingerprint: hex.replace(/..(?=.)/g, '$&:'),
    validFrom: read.validFromDate.toISOString(),
    expiresAt: read.validToDate.toISOString(),
  })
})

test('SS1: our own metadata names the connection’s addresses and key', () => {
  const text = ourMetadata(
    { certificate },
    {
      back: '',
      afterSignOut: '',
      jwks: '',
      metadata: 'https://foyer.test/sso/1/metadata',
      assertionConsumer: 'https://foyer.test/sso/1/acs?a&b',
    },
  )
  expect(text).toContain('entityID="https://foyer.test/sso/1/metadata"')
  expect(text).toContain('Location="https://foyer.test/sso/1/acs?a&#38;b"')
  expect(text.split(bare(certificate)).length).toBe(3)
  expect(() => readMetadata(text, now)).toThrow(expect.objectContaining({ code: 'no-provider' }))
})
