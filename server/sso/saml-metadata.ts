import { type KeyObject, X509Certificate } from 'node:crypto'
import type { Certificate } from '#api/sso.ts'
import type { addressesOf } from './addresses.ts'
import type { SamlProvider } from './connection.ts'
import { encryptionMethods } from './saml-encryption.ts'
import { dsig } from './saml-signature.ts'
import {
  allOf,
  attributeOf,
  childrenNamed,
  escapeXml,
  isElement,
  isNamed,
  readXml,
  textOf,
  XmlRefusal,
} from './xml.ts'

const metadataNamespace = 'urn:oasis:names:tc:SAML:2.0:metadata'
export const assertionNamespace = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const protocolNamespace = 'urn:oasis:names:tc:SAML:2.0:protocol'
const redirectBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
export const postBinding = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'

/** What is wrong with metadata or a certificate: in English, with a name for translation. */
export class MetadataRefusal extends Error {
  override readonly name = 'MetadataRefusal'
  readonly code: string

  constructor(code: string, detail: string) {
    super(detail)
    this.code = code
  }
}

/**
 * An identity provider as its metadata describes it (SAML 2.0 Metadata): who it is, where browsers are sent, what it signs
 * with. Whom the text came from is trusted, as the protocol has it; its own signature says nothing that we could check.
 *
 * @throws MetadataRefusal
 */
export function readMetadata(xml: string, now: Date): Omit<SamlProvider, 'metadataUrl'> {
  const entity = providerIn(readDocument(xml))
  const roles = idpRoles(entity)
  const role = roles[0]
  if (!role || roles.length > 1)
    throw new MetadataRefusal('several-providers', 'describes one provider in several ways')
  if (
    !(attributeOf(role, 'protocolSupportEnumeration') ?? '')
      .split(/\s+/)
      .includes(protocolNamespace)
  )
    throw new MetadataRefusal('not-saml-2', 'describes a provider that does not speak SAML 2.0')
  const entityId = attributeOf(entity, 'entityID')?.trim() ?? ''
  if (entityId === '' || entityId.length > 1000)
    throw new MetadataRefusal('no-entity-id', 'has no entityID, or a far too long one')
  checkValidity(role, now)
  return { entityId, signInUrl: signInUrlOf(role), certificates: certificatesOf(role) }
}

function readDocument(xml: string): Element {
  try {
    return readXml(xml, { sizeMax: 500_000, elementsMax: 20_000, comments: true }).root
  } catch (error) {
    if (error instanceof XmlRefusal) throw new MetadataRefusal('not-metadata', error.message)
    throw error
  }
}

function providerIn(root: Element): Element {
  if (isNamed(root, metadataNamespace, 'EntityDescriptor')) {
    if (idpRoles(root).length > 0) return root
    throw new MetadataRefusal(
      'no-provider',
      childrenNamed(root, metadataNamespace, 'SPSSODescriptor').length > 0
        ? 'describes a service provider (SPSSODescriptor), perhaps our own; paste the metadata of the identity provider'
        : 'describes no identity provider (IDPSSODescriptor)',
    )
  }
  if (!isNamed(root, metadataNamespace, 'EntitiesDescriptor'))
    throw new MetadataRefusal('not-metadata', 'is no SAML 2.0 metadata (EntityDescriptor)')
  const entities = allOf(root).filter((element) =>
    isNamed(element, metadataNamespace, 'EntityDescriptor'),
  )
  const [provider, ...others] = entities.filter((entity) => idpRoles(entity).length > 0)
  if (!provider)
    throw new MetadataRefusal('no-provider', 'describes no identity provider (IDPSSODescriptor)')
  if (others.length > 0)
    throw new MetadataRefusal(
      'several-providers',
      `describes ${others.length + 1} identity providers; give the EntityDescriptor of one of them`,
    )
  return provider
}

const idpRoles = (entity: Element) => childrenNamed(entity, metadataNamespace, 'IDPSSODescriptor')

/** What contains it ends it too (SAML 2.0 Metadata 2.3). Judged when it is read; what was read stays until it is read again. */
function checkValidity(role: Element, now: Date) {
  for (let one: Node | null = role; one && isElement(one); one = one.parentNode) {
    const end = attributeOf(one, 'validUntil')
    // SAML's times are UTC, with or without a word of it.
    if (end === null) continue
    const time = Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(end) ? end : `${end}Z`)
    if (time > now.getTime()) continue
    throw new MetadataRefusal('metadata-expired', `was valid until ${end}; take newer metadata`)
  }
}

function signInUrlOf(role: Element): string {
  const services = childrenNamed(role, metadataNamespace, 'SingleSignOnService')
  const service = services.find((one) => attributeOf(one, 'Binding') === redirectBinding)
  if (!service)
    throw new MetadataRefusal(
      'no-redirect-binding',
      'has no SingleSignOnService with the binding HTTP-Redirect',
    )
  const address = attributeOf(service, 'Location')?.trim() ?? ''
  if (address.length > 2000 || !/^https?:$/.test(URL.parse(address)?.protocol ?? ''))
    throw new MetadataRefusal(
      'sign-in-url',
      'has a SingleSignOnService whose Location is no web address',
    )
  return address
}

/** Those that sign, or whose use is not said. */
function certificatesOf(role: Element): string[] {
  const found = childrenNamed(role, metadataNamespace, 'KeyDescriptor')
    .filter((key) => (attributeOf(key, 'use') ?? 'signing') === 'signing')
    .flatMap((key) => allOf(key))
    .filter((element) => isNamed(element, dsig, 'X509Certificate'))
    .map((element) => normalizeCertificate(textOf(element) ?? ''))
  const certificates = [...new Set(found)]
  if (certificates.length === 0)
    throw new MetadataRefusal('no-certificate', 'has no certificate that the provider signs with')
  if (certificates.length > 10)
    throw new MetadataRefusal('too-many-certificates', 'has more than 10 certificates')
  return certificates
}

/**
 * A certificate as PEM, from PEM or the bare base64 of metadata. An RSA key needs 2048 bits (NIST SP 800-131A), other keys
 * are elliptic curves. When it ends is told and mailed, not judged: which one is good, its organization says.
 *
 * @throws MetadataRefusal
 */
export function normalizeCertificate(text: string): string {
  const base64 = text.replace(/-----(BEGIN|END) CERTIFICATE-----/g, '').replace(/\s+/g, '')
  const read = readCertificate(Buffer.from(base64, 'base64'))
  if (!read || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64))
    throw new MetadataRefusal('not-a-certificate', 'is no X.509 certificate')
  if (!isStrong(read.publicKey))
    throw new MetadataRefusal(
      'weak-certificate',
      'holds a key that is too weak: RSA of 2048 bits or more, or an elliptic curve of 256',
    )
  return read.toString().trim()
}

function readCertificate(der: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(der)
  } catch {
    return null
  }
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  return (
    asymmetricKeyType === 'ec' &&
    ['prime256v1', 'secp384r1', 'secp521r1'].includes(asymmetricKeyDetails?.namedCurve ?? '')
  )
}

/** What a certificate (PEM, as `normalizeCertificate` made it) says of itself. */
export function describeCertificate(pem: string): Certificate {
  const read = new X509Certificate(pem)
  return {
    subject: read.subject.split('\n').toReversed().join(', '),
    fingerprint: read.fingerprint256,
    validFrom: read.validFromDate.toISOString(),
    expiresAt: read.validToDate.toISOString(),
  }
}

/** What a provider has to know of us, for one connection: our name there, where it answers to, and our key. */
export function ourMetadata(
  connection: { certificate: string },
  addresses: ReturnType<typeof addressesOf>,
): string {
  const key = (use: string, methods = '') =>
    `<md:KeyDescriptor use="${use}"><ds:KeyInfo xmlns:ds="${dsig}"><ds:X509Data><ds:X509Certificate>` +
    `${connection.certificate.replace(/-----.*-----|\s/g, '')}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>` +
    `${methods}</md:KeyDescriptor>`
  const encryption = encryptionMethods.map((name) => `<md:EncryptionMethod Algorithm="${name}"/>`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor xmlns:md="${metadataNamespace}" entityID="${escapeXml(addresses.metadata)}">`,
    `<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="${protocolNamespace}">`,
    key('signing'),
    key('encryption', encryption.join('')),
    // Without one many providers choose a name that is another each time, by which nobody is known again.
    ...nameFormats.map((format) => `<md:NameIDFormat>${format}</md:NameIDFormat>`),
    `<md:AssertionConsumerService Binding="${postBinding}" Location="${escapeXml(addresses.assertionConsumer)}" index="0" isDefault="true"/>`,
    '</md:SPSSODescriptor>',
    '</md:EntityDescriptor>',
    '',
  ].join('\n')
}

const nameFormats = [
  'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
  'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
]
