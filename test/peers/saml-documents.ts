import {
  constants,
  createCipheriv,
  createHash,
  publicEncrypt,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto'
import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import { createOptionalCallbackFunction, SignedXml } from 'xml-crypto'

// An identity provider that says whatever a test wants it to say, in a form as the usual products have it.

export const saml = 'urn:oasis:names:tc:SAML:2.0:assertion'
export const samlp = 'urn:oasis:names:tc:SAML:2.0:protocol'
export const ds = 'http://www.w3.org/2000/09/xmldsig#'
const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'
const xmlenc11 = 'http://www.w3.org/2009/xmlenc11#'
const more = 'http://www.w3.org/2001/04/xmldsig-more#'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'

/** What an answer says. Null: the attribute or element is not there. */
export interface Facts {
  assertionId: string
  responseId: string
  requestId: string | null
  responseInResponseTo: string | null
  issuer: string | null
  responseIssuer: string | null
  audience: string | null
  recipient: string | null
  destination: string | null
  /** Inside of the NameID element, as XML. */
  nameId: string
  nameIdFormat: string
  notBefore: Date
  notOnOrAfter: Date
  confirmedUntil: Date | null
  authnInstant: Date
  sessionUntil: Date | null
  statusCodes: string[]
  /** Inside of the AttributeStatement, as XML. */
  attributes: string
}

const attribute = (name: string, ...values: string[]) =>
  `<saml:Attribute Name="${name}">${values
    .map((value) => `<saml:AttributeValue>${value}</saml:AttributeValue>`)
    .join('')}</saml:Attribute>`

/** A good answer to a question, of a provider of the given name. */
export const goodFacts = (
  question: { requestId: string; acs: string; audience: string; issuer: string },
  now: Date,
): Facts => {
  const later = new Date(now.getTime() + 5 * 60_000)
  return {
    assertionId: `_a${randomBytes(8).toString('hex')}`,
    responseId: `_r${randomBytes(8).toString('hex')}`,
    requestId: question.requestId,
    responseInResponseTo: question.requestId,
    issuer: question.issuer,
    responseIssuer: question.issuer,
    audience: question.audience,
    recipient: question.acs,
    destination: question.acs,
    nameId: 'ana-4711',
    nameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    notBefore: new Date(now.getTime() - 30_000),
    notOnOrAfter: later,
    confirmedUntil: later,
    authnInstant: new Date(now.getTime() - 10_000),
    sessionUntil: null,
    statusCodes: ['urn:oasis:names:tc:SAML:2.0:status:Success'],
    attributes:
      attribute('mail', 'ana@example.test') +
      attribute('groups', 'staff', 'sales') +
      `<saml:Attribute Name="urn:oid:2.5.4.42" FriendlyName="givenName"><saml:AttributeValue>Ana</saml:AttributeValue></saml:Attribute>`,
  }
}

const given = (name: string, value: string | null) => (value === null ? '' : ` ${name}="${value}"`)
const issuerXml = (issuer: string | null) =>
  issuer === null ? '' : `<saml:Issuer xmlns:saml="${saml}">${issuer}</saml:Issuer>`

export const assertionXml = (f: Facts): string =>
  `<saml:Assertion xmlns:saml="${saml}" ID="${f.assertionId}" Version="2.0" IssueInstant="${f.notBefore.toISOString()}">` +
  issuerXml(f.issuer) +
  `<saml:Subject><saml:NameID Format="${f.nameIdFormat}">${f.nameId}</saml:NameID>` +
  '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData' +
  `${given('Recipient', f.recipient)}${given('InResponseTo', f.requestId)}` +
  `${given('NotOnOrAfter', f.confirmedUntil?.toISOString() ?? null)}/></saml:SubjectConfirmation></saml:Subject>` +
  `<saml:Conditions NotBefore="${f.notBefore.toISOString()}" NotOnOrAfter="${f.notOnOrAfter.toISOString()}">` +
  `${f.audience === null ? '' : `<saml:AudienceRestriction><saml:Audience>${f.audience}</saml:Audience></saml:AudienceRestriction>`}` +
  `</saml:Conditions><saml:AuthnStatement AuthnInstant="${f.authnInstant.toISOString()}"` +
  `${given('SessionNotOnOrAfter', f.sessionUntil?.toISOString() ?? null)}><saml:AuthnContext>` +
  '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>' +
  `</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${f.attributes}</saml:AttributeStatement></saml:Assertion>`

export const responseXml = (f: Facts, inside: string): string =>
  `<samlp:Response xmlns:samlp="${samlp}" ID="${f.responseId}" Version="2.0" IssueInstant="${f.notBefore.toISOString()}"` +
  `${given('Destination', f.destination)}${given('InResponseTo', f.responseInResponseTo)}>` +
  issuerXml(f.responseIssuer) +
  `<samlp:Status>${f.statusCodes.map((code) => `<samlp:StatusCode Value="${code}">`).join('')}` +
  `${f.statusCodes.map(() => '</samlp:StatusCode>').join('')}</samlp:Status>${inside}</samlp:Response>`

export interface Signing {
  privateKey: string
  /** Shown in KeyInfo; null: no KeyInfo. */
  certificate: string | null
  algorithm?: string
  digest?: string
  transforms?: string[]
  canonicalization?: string
  /** Instead of a private key: a secret, which both sides know. */
  hmac?: boolean
}

const digests: Record<string, string> = {
  [`${xmlenc}sha256`]: 'sha256',
  [`${more}sha384`]: 'sha384',
  [`${xmlenc}sha512`]: 'sha512',
}

/** Signs the element with an ID as SAML does: enveloped, after its Issuer. */
export function signedXml(xml: string, id: string, by: Signing): string {
  const algorithm = by.algorithm ?? `${more}rsa-sha256`
  const signer = new SignedXml({
    privateKey: by.privateKey,
    ...(by.certificate !== null && { publicCert: by.certificate }),
    signatureAlgorithm: algorithm,
    canonicalizationAlgorithm: by.canonicalization ?? exclusive,
  })
  if (by.hmac) signer.enableHMAC()
  const [, key, hash] = /(rsa|ecdsa)-(sha(?:256|384|512))$/.exec(algorithm) ?? []
  if (key && hash)
    signer.SignatureAlgorithms[algorithm] = class {
      getAlgorithmName = () => algorithm
      verifySignature = createOptionalCallbackFunction(() => false)
      getSignature = createOptionalCallbackFunction((info: unknown) =>
        sign(hash, Buffer.from(String(info)), {
          key: by.privateKey,
          dsaEncoding: 'ieee-p1363',
        }).toString('base64'),
      )
    }
  for (const [name, digest] of Object.entries(digests))
    signer.HashAlgorithms[name] = class {
      getAlgorithmName = () => name
      getHash = (text: string) => createHash(digest).update(text).digest('base64')
    }
  signer.addReference({
    xpath: `//*[@ID='${id}']`,
    transforms: by.transforms ?? [`${ds}enveloped-signature`, exclusive],
    digestAlgorithm: by.digest ?? `${xmlenc}sha256`,
  })
  const element = `//*[@ID='${id}']`
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: xml.includes(':Issuer')
      ? { reference: `${element}/*[local-name()='Issuer']`, action: 'after' }
      : { reference: element, action: 'prepend' },
  })
  return signer.getSignedXml()
}

/** Encrypts an assertion for a certificate, as XML Encryption has it. */
export function encryptedXml(
  xml: string,
  certificate: string,
  how: { content?: string; key?: string; digest?: string; mask?: string } = {},
): string {
  const content = how.content ?? `${xmlenc11}aes256-gcm`
  const [, bits = '256', mode = 'gcm'] = /aes(\d+)-(gcm|cbc)$/.exec(content) ?? []
  const key = randomBytes(Number(bits) / 8)
  const method = how.key ?? `${xmlenc}rsa-oaep-mgf1p`
  const keyBytes = publicEncrypt(
    method.endsWith('rsa-1_5')
      ? { key: publicKeyOf(certificate), padding: constants.RSA_PKCS1_PADDING }
      : {
          key: publicKeyOf(certificate),
          padding: constants.RSA_PKCS1_OAEP_PADDING,
          oaepHash: how.digest ? (digests[how.digest] ?? 'sha1') : 'sha1',
        },
    key,
  )
  const keyMethod =
    (how.digest ? `<ds:DigestMethod xmlns:ds="${ds}" Algorithm="${how.digest}"/>` : '') +
    (how.mask ? `<xenc11:MGF xmlns:xenc11="${xmlenc11}" Algorithm="${how.mask}"/>` : '')
  const value = (bytes: Buffer) =>
    `<xenc:CipherData><xenc:CipherValue>${bytes.toString('base64')}</xenc:CipherValue></xenc:CipherData>`
  return (
    `<saml:EncryptedAssertion xmlns:saml="${saml}"><xenc:EncryptedData xmlns:xenc="${xmlenc}" Type="${xmlenc}Element">` +
    `<xenc:EncryptionMethod Algorithm="${content}"/><ds:KeyInfo xmlns:ds="${ds}"><xenc:EncryptedKey>` +
    `<xenc:EncryptionMethod Algorithm="${method}">${keyMethod}</xenc:EncryptionMethod>${value(keyBytes)}` +
    `</xenc:EncryptedKey></ds:KeyInfo>${value(encrypt(Buffer.from(xml), key, bits, mode))}</xenc:EncryptedData></saml:EncryptedAssertion>`
  )
}

const publicKeyOf = (certificate: string) => new X509Certificate(certificate).publicKey

function encrypt(text: Buffer, key: Buffer, bits: string, mode: string): Buffer {
  if (mode === 'gcm') {
    const nonce = randomBytes(12)
    const cipher = createCipheriv(
      bits === '256' ? 'aes-256-gcm' : bits === '192' ? 'aes-192-gcm' : 'aes-128-gcm',
      key,
      nonce,
    )
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()])
  }
  const nonce = randomBytes(16)
  const cipher = createCipheriv(`aes-${bits}-cbc`, key, nonce).setAutoPadding(false)
  const added = 16 - (text.length % 16)
  const padded = Buffer.concat([text, randomBytes(added - 1), Buffer.of(added)])
  return Buffer.concat([nonce, cipher.update(padded), cipher.final()])
}

/** Changes a document by its tree. @throws where it is no XML */
export function edited(xml: string, edit: (document: Document) => void): string {
  const fail = (mistake: unknown) => {
    throw new TypeError(String(mistake))
  }
  const parser = new DOMParser({ errorHandler: { error: fail, fatalError: fail, warning: fail } })
  const document = parser.parseFromString(xml, 'text/xml')
  edit(document)
  return new XMLSerializer().serializeToString(document)
}

/** The first element of a name, whatever its namespace. */
export function elementIn(where: Document | Element, name: string): Element {
  const found = Array.from(where.getElementsByTagNameNS('*', name))[0]
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

export function copyOf(element: Element): Element {
  const copy = element.cloneNode(true)
  return copy as Element
}

/** Makes an element say that it is somebody else, under another ID. */
export function forge(element: Element, id: string) {
  element.setAttribute('ID', id)
  for (const name of Array.from(element.getElementsByTagNameNS(saml, 'NameID')))
    name.textContent = 'mallory'
}

export function removeSignatures(element: Element) {
  for (const signature of Array.from(element.getElementsByTagNameNS(ds, 'Signature')))
    signature.parentNode?.removeChild(signature)
}

type Wrap = (document: Document) => void

/** A document whose Response is signed: the places where the signed one hides while another is read (SAML Raider XSW 1, 2). */
export const wrapResponse: Record<string, Wrap> = {
  'XSW1: the signed Response in the signature of the forged one': (document) => {
    const root = document.documentElement
    const original = copyOf(root)
    removeOwnSignature(original)
    forge(root, '_evil')
    ownSignature(root).appendChild(original)
  },
  'XSW2: the signed Response beside the signature of the forged one': (document) => {
    const root = document.documentElement
    const original = copyOf(root)
    removeOwnSignature(original)
    forge(root, '_evil')
    root.insertBefore(original, ownSignature(root))
  },
}

/** The same for a signed assertion (XSW 3 to 8). */
export const wrapAssertion: Record<string, Wrap> = {
  'XSW3: a forged assertion before the signed one': (document) => {
    const signed = elementIn(document, 'Assertion')
    const forged = forgedCopy(signed)
    signed.parentNode?.insertBefore(forged, signed)
  },
  'XSW4: the signed assertion inside a forged one': (document) => {
    const signed = elementIn(document, 'Assertion')
    const forged = forgedCopy(signed)
    signed.parentNode?.replaceChild(forged, signed)
    forged.appendChild(signed)
  },
  'XSW5: the signature in a forged assertion, the signed one after it': (document) => {
    const signed = elementIn(document, 'Assertion')
    const original = copyOf(signed)
    removeOwnSignature(original)
    forge(signed, '_evil')
    signed.parentNode?.appendChild(original)
  },
  'XSW6: the signed assertion in the signature of a forged one': (document) => {
    const signed = elementIn(document, 'Assertion')
    const original = copyOf(signed)
    removeOwnSignature(original)
    forge(signed, '_evil')
    ownSignature(signed).appendChild(original)
  },
  'XSW7: a forged assertion in Extensions': (document) => {
    const signed = elementIn(document, 'Assertion')
    const extensions = document.createElementNS(samlp, 'samlp:Extensions')
    extensions.appendChild(forgedCopy(signed))
    signed.parentNode?.insertBefore(extensions, signed)
  },
  'XSW8: the signed assertion in an Object of the signature of a forged one': (document) => {
    const signed = elementIn(document, 'Assertion')
    const original = copyOf(signed)
    removeOwnSignature(original)
    forge(signed, '_evil')
    const object = document.createElementNS(ds, 'ds:Object')
    object.appendChild(original)
    ownSignature(signed).appendChild(object)
  },
}

function forgedCopy(signed: Element): Element {
  const forged = copyOf(signed)
  removeOwnSignature(forged)
  forge(forged, '_evil')
  return forged
}

function ownSignature(element: Element): Element {
  const own = Array.from(element.getElementsByTagNameNS(ds, 'Signature')).find(
    ({ parentNode }) => parentNode === element,
  )
  if (!own) throw new Error('it is not signed')
  return own
}

const removeOwnSignature = (element: Element) => element.removeChild(ownSignature(element))
