import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type { SsoReason } from '#api/sso.ts'
import { Unreachable } from '#server/outside/guarded-fetch.ts'

/** What went wrong on the way through an OpenID provider, as a trace tells it: no secret, code or token. */
export interface OidcFailure {
  step: string
  reason: SsoReason
  detail: string
}

/** What an error of the library or of the guarded fetch means; null: a mistake of our own. `step`: where it came up. */
export function readOidcFailure(error: unknown, step: string): OidcFailure | null {
  const chain = chainOf(error)
  const unreachable = chain.find((one) => one instanceof Unreachable)
  if (unreachable) return { step, reason: 'provider-unreachable', detail: unreachable.message }
  if (error instanceof AuthorizationResponseError)
    return {
      step: 'answer',
      reason: error.error === 'access_denied' ? 'cancelled' : 'provider-error',
      detail: said(error.error, error.error_description),
    }
  if (error instanceof ResponseBodyError)
    return { step, reason: 'provider-error', detail: said(error.error, error.error_description) }
  if (error instanceof WWWAuthenticateChallengeError)
    return { step, reason: 'provider-error', detail: challenged(error, step) }
  // What the library stumbles over was shaped by the provider: an address that is none, a list that is none.
  if (error instanceof TypeError)
    return { step, reason: 'answer-not-valid', detail: 'The provider’s answer cannot be read.' }
  if (!(error instanceof ClientError || (error instanceof Error && isOfLibrary(error)))) return null
  if (error.cause instanceof Response)
    return {
      step,
      reason: 'provider-error',
      detail: `The provider answered with status ${error.cause.status} and ${error.cause.headers.get('content-type') ?? 'no content type'}.`,
    }
  return { ...explain(error, chain, step), reason: 'answer-not-valid' }
}

// Classes that the library throws and does not export.
const isOfLibrary = ({ name }: Error) =>
  /^(?:OperationProcessing|UnsupportedOperation)Error$/.test(name)

function chainOf(error: unknown): Error[] {
  const chain: Error[] = []
  for (let one = error; one instanceof Error && chain.length < 10; one = one.cause) chain.push(one)
  return chain
}

const said = (code: string, description = '') =>
  `The provider says ${[code, description.trim().replace(/\.$/, '')].filter(Boolean).join(': ')}.`

/** The commonest mistake of all, and providers say it in the fewest words. */
function challenged({ cause, status }: WWWAuthenticateChallengeError, step: string): string {
  const { error, error_description } = cause[0]?.parameters ?? {}
  const refused = error
    ? said(error, error_description)
    : `The provider refused with status ${status}.`
  return step === 'token'
    ? `${refused} It does not take our client ID, secret or client authentication.`
    : refused
}

const stepOfClaim: Record<string, string> = {
  aud: 'audience',
  azp: 'audience',
  iss: 'issuer',
  nonce: 'nonce',
  exp: 'time',
  nbf: 'time',
}

/** By the library's own sentences, which hold no values; values of the claims that we compare are no secret, the nonce is. */
function explain(error: Error, chain: Error[], step: string): { step: string; detail: string } {
  const found = chain.find(isOfLibrary) ?? error
  const cause: unknown = found.cause
  const about = isRecord(cause) ? cause : {}
  const claim = typeof about.claim === 'string' ? about.claim : null
  const detail = sentence(found.message)
  if (about.attribute === 'issuer' && isRecord(about.body))
    return { step, detail: `It calls itself ${String(about.body.issuer)}: that is its issuer.` }
  if (claim === null)
    return {
      step: /\balg\b|signature|verification key/.test(found.message) ? 'signature' : step,
      detail,
    }
  const came = isRecord(about.claims) ? about.claims[claim] : undefined
  const expected = about.expected ?? about.now
  const values =
    claim === 'nonce'
      ? ''
      : ` It was ${JSON.stringify(came) ?? 'missing'}${expected === undefined ? '' : `; expected was ${JSON.stringify(expected)}`}.`
  return { step: stepOfClaim[claim] ?? step, detail: `${detail}${values}` }
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
