import { createHash, verify, X509Certificate } from 'node:crypto'
import {
  createOptionalCallbackFunction,
  type HashAlgorithm,
  type SignatureAlgorithm,
  SignedXml,
} from 'xml-crypto'
import { attributeOf, childrenNamed, childrenOf, isNamed, textOf } from './xml.ts'

export const dsig = 'http://www.w3.org/2000/09/xmldsig#'
const more = 'http://www.w3.org/2001/04/xmldsig-more#'
const xmlenc = 'http://www.w3.org/2001/04/xmlenc#'
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const enveloped = `${dsig}enveloped-signature`

/** What may have been signed with: nothing with SHA-1 or MD5, and nothing with a shared secret (HMAC). */
const signatureMethods = new Map(
  (['256', '384', '512'] as const).flatMap((bits) => [
    [`${more}rsa-sha${bits}`, { key: 'rsa', hash: `sha${bits}` }],
    [`${more}ecdsa-sha${bits}`, { key: 'ec', hash: `sha${bits}` }],
  ]),
)
const digestMethods = new Map([
  [`${xmlenc}sha256`, 'sha256'],
  [`${more}sha384`, 'sha384'],
  [`${xmlenc}sha512`, 'sha512'],
])

/** Why a signature is not taken: in English, for the trace. */
export class SignatureRefusal extends Error {
  override readonly name = 'SignatureRefusal'
}

/** The one signature that an element carries of itself; null: none. */
export function signatureOf(element: Element): Element | null {
  const [signature = null, ...others] = childrenNamed(element, dsig, 'Signature')
  if (others.length > 0) throw new SignatureRefusal('there is more than one signature')
  return signature
}

/**
 * Verifies the signature that an element carries of itself, with any of the provider's certificates, and answers what it
 * covers, the canonical text without the signature, and the certificate. From then on that text counts, and the document that it came from does
 * not: signature wrapping lives on the difference. `text` is what `element` was read from, character by character.
 *
 * @throws SignatureRefusal
 */
export function signedTextOf(
  text: string,
  element: Element,
  certificates: readonly string[],
): { signed: string; certificate: string } {
  const signature = signatureOf(element)
  if (!signature) throw new SignatureRefusal('there is no signature')
  checkForm(signature, attributeOf(element, 'ID') ?? '')
  const reasons: string[] = []
  for (const certificate of certificates) {
    const outcome = tryCertificate(text, signature, certificate)
    if ('signed' in outcome) return { ...outcome, certificate }
    reasons.push(outcome.reason)
  }
  throw new SignatureRefusal(
    `it does not verify with ${certificates.length === 1 ? 'the certificate' : `any of the ${certificates.length} certificates`} of this connection (${[...new Set(reasons)].join('; ')})`,
  )
}

/**
 * Exactly the elements that a signature in SAML has (SAML 2.0 Core 5.4, XML Signature 4), each once and in its place, and
 * known algorithms alone: whatever else stood in it, somebody might take for it.
 */
function checkForm(signature: Element, id: string) {
  const [info, value, keyInfo, ...rest] = childrenOf(signature)
  if (!info || !value || rest.length > 0) throw new SignatureRefusal('it has an unusual form')
  expectNamed(
    [info, value, ...(keyInfo ? [keyInfo] : [])],
    ['SignedInfo', 'SignatureValue', 'KeyInfo'],
  )
  const [canonicalization, method, reference, ...others] = childrenOf(info)
  if (!canonicalization || !method || !reference)
    throw new SignatureRefusal('it has an unusual form')
  if (others.length > 0) throw new SignatureRefusal('it covers more than one thing')
  expectNamed(
    [canonicalization, method, reference],
    ['CanonicalizationMethod', 'SignatureMethod', 'Reference'],
  )
  expectAlgorithm('canonicalization', canonicalization, [exclusive])
  expectAlgorithm('signature algorithm', method, [...signatureMethods.keys()])
  if (childrenOf(method).length > 0) throw new SignatureRefusal('its algorithm has parameters')
  if (id === '' || attributeOf(reference, 'URI') !== `#${id}`)
    throw new SignatureRefusal('it covers another element than the one that it stands in')

  const [transforms, digest, digestValue, ...more] = childrenOf(reference)
  if (!transforms || !digest || !digestValue || more.length > 0)
    throw new SignatureRefusal('it has an unusual form')
  expectNamed([transforms, digest, digestValue], ['Transforms', 'DigestMethod', 'DigestValue'])
  expectAlgorithm('digest algorithm', digest, [...digestMethods.keys()])
  const [first, second, ...further] = childrenOf(transforms)
  if (!first || !second || further.length > 0)
    throw new SignatureRefusal('it transforms what it covers in an unusual way')
  expectNamed([first, second], ['Transform', 'Transform'])
  expectAlgorithm('transform', first, [enveloped])
  expectAlgorithm('transform', second, [exclusive])
  for (const leaf of [value, digestValue])
    if (!/^[A-Za-z0-9+/=\s]+$/.test(textOf(leaf) ?? ''))
      throw new SignatureRefusal('its value is no base64')
}

function expectNamed(elements: readonly Element[], names: readonly string[]) {
  const wrong = elements.find((element, at) => !isNamed(element, dsig, names[at] ?? ''))
  if (wrong) throw new SignatureRefusal(`it has ${wrong.localName} in an unusual place`)
}

function expectAlgorithm(what: string, element: Element, allowed: readonly string[]) {
  const algorithm = attributeOf(element, 'Algorithm') ?? 'none'
  if (!allowed.includes(algorithm))
    throw new SignatureRefusal(`its ${what} is not taken: ${algorithm}`)
}

function tryCertificate(
  text: string,
  signature: Element,
  certificate: string,
): { signed: string } | { reason: string } {
  const signed = new SignedXml({
    publicCert: certificate,
    // A certificate that the message brings along says nothing.
    getCertFromKeyInfo: () => null,
  })
  signed.SignatureAlgorithms = signatureAlgorithms
  signed.HashAlgorithms = hashAlgorithms
  try {
    signed.loadSignature(signature)
    if (!signed.checkSignature(text)) return { reason: 'what it covers was changed' }
    const [only, ...others] = signed.getSignedReferences()
    return only && others.length === 0 ? { signed: only } : { reason: 'it covers nothing' }
  } catch {
    return { reason: 'it was made with another key' }
  }
}

const signatureAlgorithms = Object.fromEntries(
  [...signatureMethods].map(([name, { key, hash }]) => [
    name,
    class implements SignatureAlgorithm {
      getAlgorithmName = () => name
      getSignature = createOptionalCallbackFunction((): string => {
        throw new Error('this only verifies')
      })
      verifySignature = createOptionalCallbackFunction(
        (signedInfo: string, certificate: unknown, value: string): boolean => {
          const { publicKey } = new X509Certificate(String(certificate))
          // One algorithm's key must not be taken for another's.
          if (publicKey.asymmetricKeyType !== key) return false
          return verify(
            hash,
            Buffer.from(signedInfo),
            { key: publicKey, dsaEncoding: 'ieee-p1363' },
            Buffer.from(value, 'base64'),
          )
        },
      )
    },
  ]),
)

const hashAlgorithms = Object.fromEntries(
  [...digestMethods].map(([name, hash]) => [
    name,
    class implements HashAlgorithm {
      getAlgorithmName = () => name
      getHash = (text: string) => createHash(hash).update(text).digest('base64')
    },
  ]),
)
