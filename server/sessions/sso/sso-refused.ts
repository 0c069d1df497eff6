import { type Problem, problem } from '#api/problem.ts'
import type { SsoReason } from '#api/sso.ts'

/** Why nothing came of it, for whoever sits there: never whether somebody is a member, nor of what else. */
const sentences: Record<SsoReason, string> = {
  cancelled: 'Signing in was cancelled at the identity provider.',
  'provider-error': 'The identity provider answered with an error.',
  'provider-unreachable': 'The identity provider could not be reached.',
  'answer-not-valid': 'What the identity provider answered could not be trusted.',
  'too-old': 'The identity provider did not ask anew who you are.',
  'attempt-over': 'This attempt is over: begin again.',
  'other-browser': 'This attempt was begun in another browser.',
  'needs-browser': 'Single sign-on needs a browser.',
  'connection-off': 'This connection has been turned off or changed meanwhile.',
  'not-a-member':
    'You are not a member here yet. An administrator must add you; they have been told.',
  'another-person': 'This account at the identity provider belongs to somebody else here.',
}

/** Returned, not thrown: what was noted of it stays. `pointer`: what of the request led there. */
export const ssoRefused = (reason: SsoReason, pointer = '#/query'): Problem =>
  problem('sso-refused', {
    detail: sentences[reason],
    errors: [{ pointer, detail: sentences[reason], code: reason }],
  })
