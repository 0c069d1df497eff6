import type { addressesOf } from './addresses.ts'
import type { Assertion } from './assertion.ts'
import type { OpenedSaml, SamlAnswer } from './read-saml-answer.ts'
import { assertionNamespace, protocolNamespace } from './saml-metadata.ts'
import type { TraceSteps } from './trace.ts'
import { allOf, attributeOf, childrenNamed, childrenOf, isNamed, textOf } from './xml.ts'

const status = 'urn:oasis:names:tc:SAML:2.0:status:'
const bearer = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const emailAddress = 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress'
const transient = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

/** Of clocks that do not agree. */
const toleranceMs = 60_000

/** What all checks know. */
interface Known {
  connection: OpenedSaml
  addresses: ReturnType<typeof addressesOf>
  requestId: string
  steps: TraceSteps
  now: Date
}

/**
 * Checks that an answer is one to our own question, for us, by this provider, and now; and reads who it names (SAML 2.0
 * Profiles 4.1.4).
 *
 * @throws SsoRefusal
 */
export function checkSamlAnswer(
  known: Known,
  { response, responseSigned, assertion }: SamlAnswer,
): Assertion {
  const { connection, steps } = known
  checkStatus(steps, response)
  checkResponse(known, response, responseSigned)
  if (!assertion) return refuse(steps, 'assertion', 'there is no assertion')
  checkIssuer(known, 'issuer', childrenNamed(assertion, assertionNamespace, 'Issuer'))
  checkConditions(known, assertion)
  const subject = readSubject(known, assertion)
  return {
    issuer: connection.provider.entityId,
    subject,
    claims: readAttributes(steps, assertion, subject),
    emailVerified: true,
    authenticatedAt: readAuthentication(known, assertion),
    idToken: null,
  }
}

const refuse = (steps: TraceSteps, step: string, detail: string) =>
  steps.refuse(step, 'answer-not-valid', detail)

function checkStatus(steps: TraceSteps, response: Element) {
  const [element, ...others] = childrenNamed(response, protocolNamespace, 'Status')
  if (!element || others.length > 0) return refuse(steps, 'status', 'one Status was expected')
  const [first = '', second = ''] = allOf(element)
    .filter((one) => isNamed(one, protocolNamespace, 'StatusCode'))
    .map((code) => (attributeOf(code, 'Value') ?? '').replace(status, ''))
  if (first === 'Success') return steps.ok('status', 'Success')
  const [message] = childrenNamed(element, protocolNamespace, 'StatusMessage').map((one) =>
    textOf(one),
  )
  // Whoever presses Cancel there, or does not get in, comes back so.
  const cancelled = ['AuthnFailed', 'RequestDenied', 'NoPassive'].includes(second)
  const shown = [first, second].filter(Boolean).join(' / ')
  return steps.refuse(
    'status',
    cancelled ? 'cancelled' : 'provider-error',
    `Success was expected, ${shown || 'nothing'} came${message ? `: ${message}` : ''}`,
  )
}

/** The assertion says all of it again, and there it counts; but an answer that contradicts itself is not taken. */
function checkResponse(known: Known, response: Element, signed: boolean) {
  const { steps, addresses, requestId } = known
  const destination = attributeOf(response, 'Destination')
  if (destination !== null || signed)
    compare(steps, 'destination', addresses.assertionConsumer, destination)
  const inResponseTo = attributeOf(response, 'InResponseTo')
  if (inResponseTo !== null) compare(steps, 'response-in-response-to', requestId, inResponseTo)
  const issuers = childrenNamed(response, assertionNamespace, 'Issuer')
  if (issuers.length > 0) checkIssuer(known, 'response-issuer', issuers)
}

function compare(steps: TraceSteps, step: string, expected: string, came: string | null) {
  if (came !== expected) refuse(steps, step, `${expected} was expected, ${came ?? 'nothing'} came`)
  steps.ok(step, expected)
}

function checkIssuer({ connection, steps }: Known, step: string, issuers: readonly Element[]) {
  const [issuer, ...others] = issuers
  if (others.length > 0) refuse(steps, step, 'one Issuer was expected')
  compare(steps, step, connection.provider.entityId, issuer ? textOf(issuer) : null)
}

/** For whom, and when, an assertion is good (SAML 2.0 Core 2.5). */
function checkConditions({ addresses, steps, now }: Known, assertion: Element) {
  const [conditions, ...others] = childrenNamed(assertion, assertionNamespace, 'Conditions')
  if (!conditions || others.length > 0)
    return refuse(steps, 'audience', 'Conditions were expected, once')
  const known = ['AudienceRestriction', 'OneTimeUse', 'ProxyRestriction']
  const unknown = childrenOf(conditions).find(
    (child) => !known.some((name) => isNamed(child, assertionNamespace, name)),
  )
  // A condition that is not understood is not met (2.5.1).
  if (unknown) refuse(steps, 'conditions', `${unknown.nodeName} is no known condition`)
  const audiences = childrenNamed(conditions, assertionNamespace, 'AudienceRestriction').map(
    (one) => childrenNamed(one, assertionNamespace, 'Audience').map((audience) => textOf(audience)),
  )
  if (audiences.length === 0 || audiences.some((names) => !names.includes(addresses.metadata)))
    refuse(
      steps,
      'audience',
      `${addresses.metadata} was expected, ${audiences.flat().join(', ') || 'nothing'} came`,
    )
  steps.ok('audience', addresses.metadata)
  checkTime(steps, 'time', conditions, now)
}

function checkTime(steps: TraceSteps, step: string, element: Element, now: Date) {
  const from = attributeOf(element, 'NotBefore')
  const to = attributeOf(element, 'NotOnOrAfter')
  const clock = `our clock says ${now.toISOString()}`
  if (from !== null && timeOf(steps, step, from) > now.getTime() + toleranceMs)
    refuse(steps, step, `good from ${from} on; ${clock}`)
  if (to !== null && timeOf(steps, step, to) <= now.getTime() - toleranceMs)
    refuse(steps, step, `good until ${to}; ${clock}`)
  steps.ok(step, `${from ?? '…'} – ${to ?? '…'}`)
}

/** In milliseconds, of a time with its zone. */
function timeOf(steps: TraceSteps, step: string, text: string): number {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
  const time = form.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? refuse(steps, step, `${text} is no time with a zone`) : time
}

/** Who it is, confirmed to be the bearer of an answer to our own question (SAML 2.0 Profiles 4.1.4.2). */
function readSubject(known: Known, assertion: Element): string {
  const { steps } = known
  const [subject, ...others] = childrenNamed(assertion, assertionNamespace, 'Subject')
  if (!subject || others.length > 0) return refuse(steps, 'subject', 'one Subject was expected')
  checkConfirmation(known, subject)
  const [name, ...names] = childrenNamed(subject, assertionNamespace, 'NameID')
  const value = name && textOf(name)
  if (childrenNamed(subject, assertionNamespace, 'EncryptedID').length > 0)
    refuse(steps, 'subject', 'an encrypted NameID is not taken; encrypt the whole assertion')
  if (!name || names.length > 0 || !value || value.length > 1000)
    return refuse(steps, 'subject', 'one NameID with a text of up to 1000 characters was expected')
  const format = attributeOf(name, 'Format')
  if (format === transient)
    refuse(
      steps,
      'subject',
      'the NameID is transient: another one at each log-in, by which nobody is known again. Let the provider send a persistent one',
    )
  checkQualifiers(known, name, format)
  steps.ok('subject', `${value} (${format ?? 'without a format'})`)
  return value
}

/**
 * A name is one within its qualifiers (SAML 2.0 Core 2.2.2, 8.3.7): the same text from another user store, or made for another
 * service, may be somebody else. Only an address is one everywhere.
 */
function checkQualifiers(
  { connection, addresses, steps }: Known,
  name: Element,
  format: string | null,
) {
  if (format === emailAddress) return
  const { entityId } = connection.provider
  for (const [attribute, ours] of [
    ['NameQualifier', entityId],
    ['SPNameQualifier', addresses.metadata],
  ] as const) {
    const came = attributeOf(name, attribute)
    if (came && came !== ours)
      refuse(
        steps,
        'subject',
        `the ${attribute} of the NameID is ${came}; ${ours} was expected, or none`,
      )
  }
}

function checkConfirmation({ addresses, requestId, steps, now }: Known, subject: Element) {
  const [confirmation, ...others] = childrenNamed(
    subject,
    assertionNamespace,
    'SubjectConfirmation',
  ).filter((one) => attributeOf(one, 'Method') === bearer)
  const [data, ...more] = confirmation
    ? childrenNamed(confirmation, assertionNamespace, 'SubjectConfirmationData')
    : []
  if (!data || more.length > 0 || others.length > 0)
    return refuse(
      steps,
      'confirmation',
      'one SubjectConfirmation of a bearer, with its data, was expected',
    )
  compare(steps, 'recipient', addresses.assertionConsumer, attributeOf(data, 'Recipient'))
  compare(steps, 'in-response-to', requestId, attributeOf(data, 'InResponseTo'))
  if (attributeOf(data, 'NotOnOrAfter') === null)
    refuse(steps, 'confirmation', 'the confirmation has no end')
  checkTime(steps, 'confirmation', data, now)
}

/** When the person showed the provider who they are. */
function readAuthentication({ steps, now }: Known, assertion: Element): Date {
  const [statement, ...others] = childrenNamed(assertion, assertionNamespace, 'AuthnStatement')
  const instant = statement && attributeOf(statement, 'AuthnInstant')
  if (!instant || others.length > 0)
    return refuse(steps, 'authentication', 'one AuthnStatement was expected')
  const at = timeOf(steps, 'authentication', instant)
  const clock = `our clock says ${now.toISOString()}`
  if (at > now.getTime() + toleranceMs)
    refuse(steps, 'authentication', `signed in there at ${instant}; ${clock}`)
  const end = attributeOf(statement, 'SessionNotOnOrAfter')
  if (end !== null && timeOf(steps, 'authentication', end) <= now.getTime() - toleranceMs)
    refuse(steps, 'authentication', `the session there ended at ${end}; ${clock}`)
  steps.ok('authentication', `signed in there at ${instant}`)
  return new Date(at)
}

/**
 * What else it says, by Name; by FriendlyName too where no other has that name, for administrators know attributes by it.
 * `NameID` is the subject, for providers that put the address there and nowhere else. Values that are no plain text say
 * nothing.
 */
function readAttributes(steps: TraceSteps, assertion: Element, subject: string) {
  const byName = new Map<string, string[]>()
  const byFriendlyName = new Map<string, string[]>()
  for (const statement of childrenNamed(assertion, assertionNamespace, 'AttributeStatement'))
    for (const attribute of childrenNamed(statement, assertionNamespace, 'Attribute')) {
      const values = childrenNamed(attribute, assertionNamespace, 'AttributeValue')
        .map((value) => textOf(value) ?? '')
        .filter((value) => value !== '')
      add(byName, attributeOf(attribute, 'Name'), values)
      add(byFriendlyName, attributeOf(attribute, 'FriendlyName'), values)
    }
  steps.ok('attributes', [...byName.keys()].join(', ') || 'none')
  // Defined, not assigned, so that a name such as __proto__ is one like any other.
  return Object.fromEntries([['NameID', [subject]] as const, ...byFriendlyName, ...byName])
}

function add(to: Map<string, string[]>, name: string | null, values: readonly string[]) {
  if (name) to.set(name, [...(to.get(name) ?? []), ...values])
}
