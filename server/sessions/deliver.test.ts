import { expect, test } from 'vitest'
import type { Outcome } from '#api/sessions.ts'
import { cookieNames, readCookies, setCookieHeaders } from '#server/http/cookies.ts'
import { deliver, deliverPending } from './deliver.ts'

const expiresAt = '2026-01-15T12:00:00.000Z'
const entered = {
  outcome: 'entered',
  token: 'fys_new',
  expiresAt,
  member: { id: '01890a5d-ac96-774b-bcce-b302099a8057' },
  organization: { id: '01890a5d-ac96-774b-bcce-b302099a8058', name: 'Acme', slug: 'acme' },
  landing: '/o/acme/tasks',
} as Outcome
const chosen = {
  outcome: 'choose',
  pendingToken: 'fyp_new',
  expiresAt,
  organizations: [],
  mailboxInDoubt: false,
} satisfies Outcome

const jar = () => readCookies(undefined, cookieNames(true))
const headersOf = (cookies: ReturnType<typeof jar>) =>
  setCookieHeaders(cookies.jar, cookieNames(true))

test('LG2: whoever enters by cookie gets the session as a cookie, never in the body, and the pending one is gone', () => {
  const cookies = jar()
  expect(deliver(entered, 'cookie', cookies)).not.toHaveProperty('token')
  expect(headersOf(cookies)).toEqual([
    '__Host-foyer_pending=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0',
    expect.stringMatching(/^__Host-foyer_session=fys_new; Path=\/; HttpOnly; SameSite=Lax; Secure/),
  ])
})

test('LG2: a pending sign-in is a cookie as well, as long as it lasts', () => {
  const cookies = jar()
  expect(deliver(chosen, 'cookie', cookies)).not.toHaveProperty('pendingToken')
  expect(headersOf(cookies)).toEqual([
    expect.stringMatching(/^__Host-foyer_pending=fyp_new; .*Expires=Thu, 15 Jan 2026 12:00:00 GMT/),
  ])
})

test('an outcome without a token sets no cookie', () => {
  const cookies = jar()
  const { pendingToken: _, ...bare } = chosen
  deliver(bare, 'cookie', cookies)
  expect(headersOf(cookies)).toEqual([])
})

test('a bearer client is told in the body, and nothing is set', () => {
  const cookies = jar()
  expect(deliver(entered, 'bearer', cookies)).toHaveProperty('token', 'fys_new')
  const pending = { token: 'fyp_next', expiresAt: new Date(expiresAt) }
  expect(deliverPending(pending, 'bearer', cookies)).toEqual({ pendingToken: 'fyp_next' })
  expect(headersOf(cookies)).toEqual([])
})

test('LG2: the token that a proof gives in place of the one that was shown replaces its cookie', () => {
  const cookies = jar()
  const pending = { token: 'fyp_next', expiresAt: new Date(expiresAt) }
  expect(deliverPending(pending, 'cookie', cookies)).toEqual({})
  expect(headersOf(cookies)).toEqual([expect.stringMatching(/^__Host-foyer_pending=fyp_next; /)])
  expect(deliverPending(null, 'cookie', jar())).toEqual({})
})
