import { Email, withoutTurns } from '#api/common.ts'
import type { Attributes, Trace } from '#api/sso.ts'
import type { Assertion } from './assertion.ts'

/** What a provider says of somebody, as the mapping of its connection reads it; what it does not say is empty. */
export interface Described {
  firstName: string
  lastName: string
  title: string
  phone: string
  groups: string[]
}

/** Longest that a profile holds, in characters. */
const lengthMax = 100
const phonePattern = /^\+?[0-9][0-9 ().-]{3,}$/

/** Reads the mapped claims. What a profile could not hold is left out. Pure. */
export function described(attributes: Partial<Attributes>, { claims }: Assertion): Described {
  const all = (name: keyof Attributes) => {
    const claim = attributes[name]
    return claim && Object.hasOwn(claims, claim) ? (claims[claim] ?? []) : []
  }
  const text = (name: keyof Attributes) => clean(all(name)[0] ?? '').slice(0, lengthMax)
  const phone = text('phone')
  return {
    firstName: text('firstName'),
    lastName: text('lastName'),
    title: text('title'),
    phone: phonePattern.test(phone) ? phone : '',
    groups: all('groups').slice(0, 1000).map(clean),
  }
}

/** The address that a provider asserts, normalized; null: none, or it says that it has not checked it. */
export function addressOf(attributes: Partial<Attributes>, assertion: Assertion): string | null {
  const { claims, emailVerified } = assertion
  const claim = attributes.email
  if (!emailVerified || !claim || !Object.hasOwn(claims, claim)) return null
  return Email.safeParse(claims[claim]?.[0]).data ?? null
}

/** What came back, claim by claim, with what each is used as. */
export function claimsShown(
  attributes: Partial<Attributes>,
  { claims, issuer, subject }: Assertion,
): Trace['claims'] {
  const isOidc = claims.iss?.[0] === issuer
  return Object.entries(claims)
    .slice(0, 100)
    .map(([name, values]) => ({
      name: clean(name).slice(0, 200),
      values: values.slice(0, 50).map((value) => clean(value).slice(0, 500)),
      usedAs: [
        ...(isSubject(name) && values[0] === subject ? ['subject'] : []),
        ...(isOidc && checkedClaims.has(name) ? ['checked'] : []),
        ...Object.entries(attributes).flatMap(([field, claim]) => (claim === name ? [field] : [])),
      ],
    }))
}

/** Of OpenID Connect: they say nothing of the person, but whether the rest is taken. */
const checkedClaims = new Set(['iss', 'aud', 'azp', 'auth_time', 'email_verified'])

const isSubject = (name: string) => name === 'sub' || /^NameID$/i.test(name)

// PostgreSQL's text cannot hold NUL, and a lone surrogate is no character; groups are compared with names as they are kept.
const clean = (text: string) => withoutTurns(text).replaceAll('\0', '').toWellFormed().trim()
