import { expect, test } from 'vitest'
import { enough, passwordStrength } from './password-strength.ts'

const email = 'wayan.surya@acme.example'

test.each([
  ['a common one', 'password1234'],
  ['a row of keys', 'qwertyuiop1234'],
  ['one letter again and again', 'aaaaaaaaaaaaaaaa'],
  ['the own address', 'wayan.surya@acme.example'],
])('PW1: %s is too weak, as the server will say', async (_what, password) => {
  expect(await passwordStrength(password, email)).toBeLessThan(enough)
})

test('PW1: words that do not belong together are enough', async () => {
  expect(await passwordStrength('nine patient lamps along the quay', email)).toBe(4)
})
