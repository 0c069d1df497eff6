import { expect, test } from 'vitest'
import { signInOf } from './sign-in-of.ts'

const linked = [{ id: '01', name: 'Okta' }] as never[]

test.each<
  [what: string, guest: boolean, connections: never[], demanded: boolean | null, shown: string]
>([
  ['the password where nothing else is demanded', false, [], false, 'password'],
  ['whoever is linked uses single sign-on', false, linked, false, 'single-sign-on'],
  ['where it is demanded, also whoever is not linked yet', false, [], true, 'single-sign-on'],
  [
    'a guest account uses the password, demanded or not, linked or not',
    true,
    linked,
    true,
    'guest',
  ],
  ['nothing is claimed to whoever may not see the policy', false, [], null, 'unknown'],
])('US1: %s', (_, guest, connections, demanded, shown) => {
  expect(signInOf({ guest, connections }, demanded)).toBe(shown)
})
