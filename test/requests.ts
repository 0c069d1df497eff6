import fc, { type Arbitrary } from 'fast-check'
import { expect } from 'vitest'
import { z } from 'zod'
import { api } from '#api/index.ts'
import { type ProblemDocument, type ProblemType, problems } from '#api/problem.ts'
import { problemsOf, type Route } from '#api/route.ts'

/** Every operation by name, as the guarantees that hold for all of them loop over it. */
export const operations: [name: string, route: Route][] = Object.entries(api)

export interface Sent {
  params?: Record<string, string>
  query?: string
  /** Sent as JSON; a string and bytes as they stand. */
  body?: unknown
  token?: string | undefined
  headers?: Record<string, string>
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  /** Null where there is none, or it is no JSON. */
  json: unknown
}

/** What stands in an address and is no id. */
const exampleParams: Record<string, string> = {
  permission: 'tasks:view',
  number: '1',
  version: '1',
}

type Fetch = (request: Request) => Response | Promise<Response>

/** A request for an operation, as any client may send it: also a wrong one. */
export function requestFor(route: Route, sent: Sent = {}): Request {
  const path = route.path.replace(
    /:(\w+)/g,
    (_, name: string) => sent.params?.[name] ?? exampleParams[name] ?? unknownId,
  )
  const body = 'body' in sent ? sent.body : route.upload ? exampleUpload : exampleBody(route)
  const type = route.body ? 'application/json' : route.upload?.types[0]
  const query = queryFor(route, sent.query ?? '')
  return new Request(`http://localhost/api/v1${path}${query && `?${query}`}`, {
    method: route.method,
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      ...(sent.token && { authorization: `Bearer ${sent.token}` }),
      ...sent.headers,
    },
    body:
      type === undefined || body === undefined
        ? null
        : typeof body === 'string' || body instanceof Uint8Array
          ? new Uint8Array(Buffer.from(body))
          : JSON.stringify(body),
  })
}

/** As sent, with an example of everything that a route demands and that was left out. */
function queryFor(route: Route, sent: string): string {
  const { required = [] } = route.query ? shapeOf(route.query) : {}
  const given = new URLSearchParams(sent)
  const filled = required.filter((name) => !given.has(name)).map((name) => `${name}=xxx`)
  return [...filled, sent].filter((part) => part !== '').join('&')
}

/** Sends it, and holds the answer against what the operation declares: status, type, shape, problem. */
export async function send(fetch: Fetch, route: Route, sent: Sent = {}): Promise<Answer> {
  const response = await fetch(requestFor(route, sent))
  const text = await response.text()
  const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : null,
  }
  expectDeclared(route, answer)
  return answer
}

function expectDeclared(route: Route, { status, headers, text, json }: Answer) {
  const name = `${route.method} ${route.path}`
  expect(headers.get('foyer-request-id'), name).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.get('cache-control'), name).toMatch(
    route.download && status < 400 ? /^(no-store|private, max-age=\d+)$/ : /^no-store$/,
  )
  if (status >= 400) {
    expect(headers.get('content-type'), name).toBe('application/problem+json')
    const type = typeOf(json)
    expect(problemsOf(route), name).toContain(type)
    expect(problems[type].status, name).toBe(status)
    return
  }
  if (route.download) {
    expect(route.download.types, name).toContain(headers.get('content-type'))
    expect(headers.get('x-content-type-options'), name).toBe('nosniff')
    expect(headers.get('content-disposition'), name).toMatch(/^(inline$|attachment;)/)
    expect(status, name).toBe(route.status ?? 200)
    return
  }
  if (!route.returns) {
    expect([status, text], name).toEqual([route.status ?? 204, ''])
    return
  }
  expect(headers.get('content-type'), name).toMatch(/^application\/json/)
  expect([route.status ?? 200, route.otherwise?.status], name).toContain(status)
  expect(route.returns.safeParse(json).error, name).toBeUndefined()
}

/** The type of a problem document, without its prefix. */
export const typeOf = (document: unknown): ProblemType =>
  (document as ProblemDocument).type.replace('/problems/', '') as ProblemType

/** Bytes that are no picture, and a table of one column. */
const exampleUpload = 'email\nsomebody@example.test\n'

export const unknownId = '01890a5d-ac96-774b-bcce-b302099a8057'

/** What JSON Schema says of a value, as far as our contract uses it. */
export interface Shape {
  type?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: Shape
  properties?: Record<string, Shape>
  required?: string[]
  additionalProperties?: Shape | boolean
  anyOf?: Shape[]
  oneOf?: Shape[]
}

export const shapeOf = (schema: z.ZodType): Shape =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape

/** A body that fits, every field filled; ids are what `idOf` says for the name of the field. */
export const exampleBody = (route: Route, idOf: (field: string) => string = () => unknownId) =>
  route.body && example(shapeOf(route.body), '', idOf)

/** Where a schema cannot say what is meant: by the name of the field. */
const examples: Record<string, unknown> = {
  email: 'somebody@example.test',
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  phone: '+62 812 3456',
  url: 'https://fleet.example/board',
  domain: 'fleet.example',
  domains: ['fleet.example'],
  colleagues: ['colleague@example.test'],
  country: 'ID',
  issuer: 'https://idp.example',
  metadataUrl: 'https://idp.example/metadata',
  signInUrl: 'https://idp.example/sso',
  permissions: ['tasks:view'],
  startsAt: '2026-03-31T08:30:00Z',
  endsAt: '2026-03-31T09:30:00Z',
  pages: [{ title: 'Start', components: [{ id: 'note', kind: 'text', title: 'Note' }] }],
}

function example(shape: Shape, field: string, idOf: (field: string) => string): unknown {
  if (field in examples) return examples[field]
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  const [first] = shape.anyOf ?? shape.oneOf ?? []
  if (first) return example(first, field, idOf)
  switch (shape.type) {
    case 'string':
      if (shape.format === 'date-time') return '2099-03-31T08:30:00Z'
      if (shape.format === 'date') return '2099-03-31'
      return shape.format === 'uuid' ? idOf(field) : 'x'.repeat(Math.max(shape.minLength ?? 0, 3))
    case 'number':
    case 'integer':
      return Math.max(shape.minimum ?? 1, 1)
    case 'boolean':
      return false
    case 'array':
      return Array.from({ length: Math.max(shape.minItems ?? 0, 1) }, () =>
        example(shape.items ?? {}, field, idOf),
      )
    default:
      return Object.fromEntries(
        Object.entries(shape.properties ?? {}).map(([name, inner]) => [
          name,
          example(inner, name, idOf),
        ]),
      )
  }
}

/** Texts that break careless servers. */
export const nastyTexts = [
  '',
  ' ',
  'a\u0000b',
  'lone \ud800 surrogate',
  '👩‍👩‍👧‍👦 family',
  'שלום \u202Eevil\u202C مرحبا',
  '\u2028\u2029\ufeff',
  "'; drop table members; --",
  '%_\\',
  '../../etc/passwd',
  '{{7*7}}<%= 7*7 %><script>alert(1)</script>',
  '-1',
  'Infinity',
  '9'.repeat(400),
  'x'.repeat(1_100),
]

/** Bodies that mostly fit: valid fields beside nasty ones, missing and foreign ones. */
export const bodies = (route: Route): Arbitrary<unknown> =>
  route.body ? nearly(shapeOf(route.body)) : fc.constant(undefined)

const anything = fc.oneof(
  fc.constantFrom(...nastyTexts),
  fc.constantFrom(null, true, 0, -1, 1e308, 2 ** 53, [], {}, [[]], { a: 1 }),
  fc.string({ unit: 'binary' }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

const nearly = (shape: Shape): Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: fitting(shape) }, { weight: 1, arbitrary: anything })

function fitting(shape: Shape): Arbitrary<unknown> {
  if (shape.const !== undefined) return fc.constant(shape.const)
  if (shape.enum) return fc.constantFrom(...shape.enum)
  const either = shape.anyOf ?? shape.oneOf
  if (either) return fc.oneof(...either.map(nearly))
  switch (shape.type) {
    case 'string': {
      if (shape.format === 'uuid') return fc.constantFrom(unknownId, unknownId.toUpperCase(), 'x')
      const most = Math.min(shape.maxLength ?? 40, 60)
      return fc.oneof(
        fc.string({ unit: 'grapheme', minLength: shape.minLength ?? 0, maxLength: most }),
        fc.constantFrom(...nastyTexts, ...Object.values(examples)),
      )
    }
    case 'number':
      return fc.oneof(
        fc.double({ min: shape.minimum ?? -1e9, max: shape.maximum ?? 1e9, noNaN: true }),
        fc.integer(),
      )
    case 'integer':
      return fc.integer()
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(nearly(shape.items ?? {}), { maxLength: 4 })
    case 'null':
      return fc.constant(null)
    case 'object': {
      const known = Object.entries(shape.properties ?? {})
      const required = shape.required ?? []
      const record = fc.record(
        Object.fromEntries(known.map(([name, inner]) => [name, nearly(inner)])),
        { requiredKeys: required },
      )
      if (typeof shape.additionalProperties !== 'object') return record
      return fc.dictionary(fc.string({ maxLength: 8 }), nearly(shape.additionalProperties), {
        maxKeys: 3,
      })
    }
    default:
      return anything
  }
}
