import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { api } from './index.ts'
import { toOpenApi } from './openapi.ts'
import { problems } from './problem.ts'
import type { Route } from './route.ts'

const document = toOpenApi(api, { version: '1.2.3', serverUrl: 'https://foyer.example' })
const declared: Record<string, Route> = api
type Operation = Record<string, unknown> & {
  operationId: string
  responses: Record<string, { description: string }>
}
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
      .filter(({ responses }) =>
        Object.values(responses).some(({ description }) => description.includes(`\`${type}\``)),
      )
      // Unless a route says so itself, such as one whose permission depends on what is asked.
      .filter(({ operationId }) => !declared[operationId]?.problems.some((own) => own === type))
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

test('IN1: files are described by their media types, and what is live says how', () => {
  const routes: [string, Route][] = Object.entries(api)
  const described = (name: string) =>
    operations.find(({ operationId }) => operationId === name) as Record<string, unknown>
  for (const [name, { upload }] of routes)
    if (upload)
      expect(described(name).requestBody, name).toMatchObject({
        content: Object.fromEntries(upload.types.map((type) => [type, {}])),
      })
  for (const [name, { download }] of routes) {
    if (!download) continue
    const { responses } = described(name) as { responses: Record<string, unknown> }
    expect(responses, name).not.toHaveProperty('204')
    expect(responses['200'], name).toMatchObject({
      content: Object.fromEntries(download.types.map((type) => [type, {}])),
    })
  }
  for (const [name, { live }] of routes)
    expect(JSON.stringify(described(name)).includes('text/event-stream'), name).toBe(live === true)
})
