import { expect, test } from 'vitest'
import type { Assertion } from './assertion.ts'
import { described } from './described.ts'

test('US1, SS1: what a provider calls somebody, and its groups, are read as names are kept', () => {
  const assertion: Assertion = {
    issuer: 'https://idp.test',
    subject: '1',
    claims: {
      given_name: [' \u202eAnn\u202c\0 '],
      family_name: ['\u2068دانة\u2069'],
      groups: ['\u2068Planners\u2069'],
    },
    emailVerified: true,
    authenticatedAt: null,
    idToken: null,
  }
  const mapping = { firstName: 'given_name', lastName: 'family_name', groups: 'groups' }
  expect(described(mapping, assertion)).toEqual({
    firstName: 'Ann',
    lastName: 'دانة',
    title: '',
    phone: '',
    groups: ['Planners'],
  })
})
