import type { SsoReason } from '#api/sso.ts'
import type { OpenedConnection } from './connection.ts'
import { decryptAssertion } from './saml-encryption.ts'
import { assertionNamespace, describeCertificate, protocolNamespace } from './saml-metadata.ts'
import { dsig, signatureOf, signedTextOf } from './saml-signature.ts'
import type { TraceSteps } from './trace.ts'
import { allOf, attributeOf, isNamed, readXml } from './xml.ts'

export type OpenedSaml = Extract<OpenedConnection, { kind: 'saml' }>

type Document = ReturnType<typeof readXml>

/** What all steps of reading know. */
interface Known {
  connection: OpenedSaml
  steps: TraceSteps
  now: Date
}

/** Of a form of 512 KiB, three quarters: base64. */
const limits = { sizeMax: 400_000, elementsMax: 5000, comments: false }

/** An answer whose signatures are good. What it says has still to be checked. */
export interface SamlAnswer {
  /** As its own signature covers it, or as it came where it has none. */
  response: Element
  responseSigned: boolean
  /** As its own signature covers it, always; null: there is none, for the provider refuses. */
  assertion: Element | null
}

/**
 * Reads what was posted to us, base64 as it came. First whatever could be read in two ways is refused; then signatures are
 * verified; and what is answered is read anew from the text that they cover (XML signature wrapping lives on the difference).
 *
 * @throws SsoRefusal
 */
export function readSamlAnswer(
  connection: OpenedSaml,
  base64: string,
  steps: TraceSteps,
  now: Date,
): SamlAnswer {
  const known = { connection, steps, now }
  const document = tried(steps, 'document', () => decode(base64))
  const found = findAssertion(steps, document.root)
  steps.ok('document', 'well-formed, one Response')
  const responseSigned =
    tried(steps, 'response-signature', () => signatureOf(document.root)) !== null
  const response = responseSigned
    ? verified(known, 'response-signature', document, document.root)
    : document.root
  return {
    response,
    responseSigned,
    assertion: found && readAssertion(known, document, found),
  }
}

/** Turns what a check throws into a refusal with its step; what it throws is in words for administrators. */
function tried<T>(steps: TraceSteps, step: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    return refuse(steps, step, error instanceof Error ? error.message : 'cannot be read')
  }
}

const notValid: SsoReason = 'answer-not-valid'
const refuse = (steps: TraceSteps, step: string, detail: string) =>
  steps.refuse(step, notValid, detail)

function decode(base64: string): Document {
  const compact = base64.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.length % 4 !== 0)
    throw new TypeError('is no base64')
  const bytes = Buffer.from(compact, 'base64')
  return readXml(new TextDecoder('utf-8', { fatal: true }).decode(bytes), limits)
}

/** There is one Response, at the root, with at most one assertion directly in it, and signatures on these two alone. */
function findAssertion(steps: TraceSteps, root: Element): Element | null {
  if (!isNamed(root, protocolNamespace, 'Response') || attributeOf(root, 'Version') !== '2.0')
    refuse(steps, 'document', `a SAML 2.0 Response was expected, ${root.nodeName} came`)
  const all = allOf(root)
  // By local name, so that the same in another namespace, which somebody might take for it, is one too many.
  if (all.filter(({ localName }) => localName === 'Response').length > 1)
    refuse(steps, 'document', 'one Response was expected, several came')
  const [assertion = null, ...others] = assertionsIn(all)
  if (others.length > 0)
    refuse(steps, 'document', `one assertion was expected, ${others.length + 1} came`)
  if (assertion && assertion.parentNode !== root)
    refuse(steps, 'document', 'the assertion stands in an unusual place')
  checkSignaturePlaces(steps, all, [root, assertion])
  return assertion
}

const assertionsIn = (elements: readonly Element[]) =>
  elements.filter(
    ({ localName }) => localName === 'Assertion' || localName === 'EncryptedAssertion',
  )

function checkSignaturePlaces(
  steps: TraceSteps,
  all: readonly Element[],
  places: readonly (Node | null)[],
) {
  for (const { localName, namespaceURI, parentNode } of all)
    if (localName === 'Signature' && !(namespaceURI === dsig && places.includes(parentNode)))
      refuse(steps, 'document', 'a signature stands in an unusual place')
}

/** What a signature of its own covers of an element. */
function verified(
  { connection, steps, now }: Known,
  step: string,
  document: Document,
  element: Element,
): Element {
  const { root, certificate } = tried(steps, step, () => {
    const verifiedBy = signedTextOf(document.text, element, connection.provider.certificates)
    return { ...readXml(verifiedBy.signed, limits), certificate: verifiedBy.certificate }
  })
  steps.ok(step, 'verified with a certificate of this connection')
  noteValidity(steps, certificate, now)
  return root
}

/**
 * The connection names the key, and that is all that counts (SAML 2.0 Metadata Interoperability Profile 2.5): the certificate
 * around it is not judged by its dates. Whoever reads the trace is to know.
 */
function noteValidity(steps: TraceSteps, certificate: string, now: Date) {
  const { subject, validFrom, expiresAt } = describeCertificate(certificate)
  const says =
    Date.parse(expiresAt) <= now.getTime()
      ? `has expired on ${expiresAt}`
      : Date.parse(validFrom) > now.getTime()
        ? `is not valid before ${validFrom}`
        : null
  if (says && !steps.has('certificate'))
    steps.ok(
      'certificate',
      `this certificate ${says} (${subject}); it counts as long as this connection names it`,
    )
}

/** Signed by itself: a signature of the Response around it is not enough, for what it is in may be shown to others. */
function readAssertion(known: Known, document: Document, found: Element): Element {
  const { connection, steps } = known
  const encrypted = isNamed(found, assertionNamespace, 'EncryptedAssertion')
  const holder = encrypted ? openAssertion(found, connection.privateKey, steps) : document
  const element = encrypted ? holder.root : found
  if (
    !isNamed(element, assertionNamespace, 'Assertion') ||
    attributeOf(element, 'Version') !== '2.0'
  )
    refuse(steps, 'assertion', `a SAML 2.0 assertion was expected, ${element.nodeName} came`)
  return verified(known, 'signature', holder, element)
}

/** Decrypted, and as strictly looked at as what is not encrypted. */
function openAssertion(encrypted: Element, privateKey: string, steps: TraceSteps): Document {
  const opened = tried(steps, 'decryption', () =>
    readXml(decryptAssertion(encrypted, privateKey), limits),
  )
  const all = allOf(opened.root)
  if (assertionsIn(all).length !== 1)
    refuse(steps, 'decryption', 'one assertion was expected in what is encrypted')
  checkSignaturePlaces(steps, all, [opened.root])
  steps.ok('decryption', 'decrypted with the key of this connection')
  return opened
}
