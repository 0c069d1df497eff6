import { expect, test } from 'vitest'
import { ApiError } from '#api/client.ts'
import { atField } from './at-field.ts'

const refusal = (type: string) =>
  new ApiError({ type: `/problems/${type}`, title: type, status: 403 })

test('a wrong code stands at its field, and is the same error at every render', () => {
  const wrong = refusal('wrong-code')
  const placed = atField(wrong, 'wrong-code', 'code')
  expect(placed).toMatchObject({ problem: { errors: [{ pointer: '#/code', code: 'wrong-code' }] } })
  expect(atField(wrong, 'wrong-code', 'code')).toBe(placed)
})

test('any other refusal stays as it is', () => {
  const locked = refusal('locked')
  expect(atField(locked, 'wrong-code', 'code')).toBe(locked)
  expect(atField(null, 'wrong-code', 'code')).toBeNull()
})
