import { randomBytes, sign } from 'node:crypto'
import { deflateRawSync } from 'node:zlib'
import type { addressesOf } from './addresses.ts'
import type { Assertion } from './assertion.ts'
import { checkSamlAnswer } from './check-saml-answer.ts'
import { type OpenedSaml, readSamlAnswer } from './read-saml-answer.ts'
import { assertionNamespace, postBinding, protocolNamespace } from './saml-metadata.ts'
import type { TraceSteps } from './trace.ts'
import { escapeXml } from './xml.ts'

interface Ask {
  /** Comes back as RelayState; at most 80 bytes (SAML 2.0 Bindings 3.4.3). */
  state: string
  /** The person must show the provider who they are once more. */
  forceAuthn: boolean
  now: Date
}

/**
 * Where to send a browser to sign in: an AuthnRequest by HTTP-Redirect, signed with the connection's own key (SAML 2.0
 * Bindings 3.4). Only an answer that names `requestId` is one to it.
 */
export function startSaml(
  { provider, privateKey }: OpenedSaml,
  addresses: ReturnType<typeof addressesOf>,
  { state, forceAuthn, now }: Ask,
): { url: string; requestId: string } {
  // A name in XML begins with no digit.
  const requestId = `_${randomBytes(20).toString('hex')}`
  const request =
    `<samlp:AuthnRequest xmlns:samlp="${protocolNamespace}" xmlns:saml="${assertionNamespace}"` +
    ` ID="${requestId}" Version="2.0" IssueInstant="${now.toISOString()}" Destination="${escapeXml(provider.signInUrl)}"` +
    ` AssertionConsumerServiceURL="${escapeXml(addresses.assertionConsumer)}" ProtocolBinding="${postBinding}"` +
    `${forceAuthn ? ' ForceAuthn="true"' : ''}><saml:Issuer>${escapeXml(addresses.metadata)}</saml:Issuer>` +
    // Which kind of name is the provider's to say; that it may be a new one, ours.
    '<samlp:NameIDPolicy AllowCreate="true"/></samlp:AuthnRequest>'
  // In this order, and signed as it is sent (3.4.4.1).
  const query = [
    ['SAMLRequest', deflateRawSync(request).toString('base64')],
    ['RelayState', state],
    ['SigAlg', 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'],
  ]
    .map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  const signature = sign('sha256', Buffer.from(query), privateKey).toString('base64')
  const { signInUrl } = provider
  return {
    url: `${signInUrl}${signInUrl.includes('?') ? '&' : '?'}${query}&Signature=${encodeURIComponent(signature)}`,
    requestId,
  }
}

/**
 * Who the provider says that somebody is, all of it from what its signature covers. An answer is good once, because the
 * attempt that it belongs to is taken once (`takeAttempt`) and no other has its `requestId`: no list of used assertions is
 * needed. Every check leaves a step.
 *
 * @throws SsoRefusal
 */
export function finishSaml(
  connection: OpenedSaml,
  addresses: ReturnType<typeof addressesOf>,
  { response, requestId }: { response: string; requestId: string },
  steps: TraceSteps,
  now: Date,
): Assertion {
  const answer = readSamlAnswer(connection, response, steps, now)
  return checkSamlAnswer({ connection, addresses, requestId, steps, now }, answer)
}
