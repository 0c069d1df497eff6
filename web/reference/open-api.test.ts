import { expect, test } from 'vitest'
import { api } from '#api/index.ts'
import { toOpenApi } from '#api/openapi.ts'
import { curlOf, type Description, operationsByArea, type Schema, typeOf } from './open-api.ts'

const description = toOpenApi(api, {
  version: '1',
  serverUrl: 'https://foyer.example',
}) as unknown as Description

test('IN1: the reference lists every operation, and finds by words of any kind', () => {
  const all = operationsByArea(description, '').flatMap(([, operations]) => operations)
  expect(all.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(api).sort())
  const found = operationsByArea(description, ' PUT  SESSION/org ').flatMap(([, found]) => found)
  expect(found.map(({ operationId }) => operationId)).toEqual(['switchOrganization'])
  expect(operationsByArea(description, 'no such words')).toEqual([])
})

test.each<[Schema, string]>([
  [{ type: 'string', minLength: 1, maxLength: 100 }, 'string 1…100'],
  [{ type: 'string', format: 'uuid' }, 'uuid'],
  [{ type: ['string', 'null'] }, 'string | null'],
  [{ anyOf: [{ enum: ['en', 'id'] }, { type: 'null' }] }, '"en" | "id" | null'],
  [{ type: 'array', items: { type: 'string' }, maxItems: 5 }, 'string[] …5'],
  [{ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: 9 }, 'integer …9'],
  [{}, 'any'],
])('IN1: %o reads %s', (schema, text) => {
  expect(typeOf(schema)).toBe(text)
})

test('IN1: an example holds what must be sent', () => {
  const [operation] = operationsByArea(description, 'signIn').flatMap(([, found]) => found)
  if (!operation) throw new Error('signIn is not described')
  expect(curlOf(operation, 'https://foyer.example/api/v1')).toBe(
    [
      "curl -X POST 'https://foyer.example/api/v1/sign-in' \\",
      "  -H 'Content-Type: application/json' \\",
      `  -d '{"email":"…","password":"…"}'`,
    ].join('\n'),
  )
})
