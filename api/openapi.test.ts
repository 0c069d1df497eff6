import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { api } from './index.ts'
import { toOpenApi } from './openapi.ts'
import { problems } from './problem.ts'

const document = toOpenApi(api, { version: '1.2.3', serverUrl: 'https://foyer.example' })
type Operation = Record<string, unknown> & { operationId: string; responses: object }
const operations = Object.values(document.paths as object).flatMap((path) =>
  Object.values<Operation>(path as Record<string, Operation>),
)

test('IN1: the description is valid OpenAPI 3.1, and names every operation once', async () => {
  const result = await new Validator().validate(structuredClone(document))
  expect(result.errors ?? []).toEqual([])
  expect(result.valid).toBe(true)
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(api).sort())
})

test('IN1: it says who may call, how often, and every refusal', () => {
  for (const operation of operations) {
    expect(operation['x-access'], operation.operationId).toBeTruthy()
    expect(operation['x-rate'], operation.operationId).toMatch(/^(read|write|credential)$/)
    const text = JSON.stringify(operation.responses)
    for (const type of ['invalid-request', 'too-many-requests', 'unavailable'] as const)
      expect(text, operation.operationId).toContain(`\`${type}\`: ${problems[type].title}`)
  }
})

test('IN1: nobody is told to expect a refusal that a route cannot give', () => {
  const saying = (type: string) =>
    operations
      .filter(({ responses }) => JSON.stringify(responses).includes(`\`${type}\``))
      .map((operation) => operation['x-access'])
  for (const type of ['step-up-required', 'organization-not-chosen', 'not-permitted'])
    expect(saying(type), type).not.toContain('public')
  expect(saying('step-up-required')).not.toContain('step-up')
  expect(saying('not-permitted')).not.toContain('member')
  expect(saying('registration-unfinished')).not.toContain('registering')
})

test('IN1: a route that keeps answers says that its key may be refused', () => {
  const kept = operations.filter((operation) =>
    JSON.stringify(operation.parameters).includes('Idempotency-Key'),
  )
  expect(kept.length).toBeGreaterThan(4)
  for (const { responses } of kept)
    expect(JSON.stringify(responses)).toContain('idempotency-key-reused')
})
