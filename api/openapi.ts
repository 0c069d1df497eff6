import { z } from 'zod'
import { stepKinds } from './door.ts'
import { problems } from './problem.ts'
import { problemsOf, type Route } from './route.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json
}

const accessNotes: Record<string, string> = {
  public: 'Anybody may call this.',
  pending: 'Needs a pending sign-in or a session.',
  'step-up': 'Needs a session, also one whose door has closed (see `missing` of `GET /session`).',
  registering: 'Needs a session behind an open door.',
  member: 'Needs a registered member’s session.',
}

/** Also what lies beside the access itself: a shut door that a code has opened, and proofs that must be new. */
const accessNoteOf = ({ access, problems: declared }: Route): string =>
  [
    accessNotes[access] ?? `Needs the permission \`${access}\`.`,
    ...(access.startsWith('sign_in_policy:')
      ? ['An owner’s break-glass code opens it while the door is shut.']
      : []),
    ...(declared.includes('fresh-evidence-required')
      ? [
          'Wants proofs of the last minutes: 401 `fresh-evidence-required` says which, and where to prove them.',
        ]
      : []),
  ].join(' ')

/** The API as an OpenAPI 3.1 document, made from the same declarations that the server checks requests with. */
export const toOpenApi = (
  api: Record<string, Route>,
  about: { version: string; serverUrl: string },
): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Foyer',
    version: about.version,
    summary: 'One e-mail, many isolated organizations, and a door between them',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    description:
      'Browsers use a cookie, programs a bearer token (transport "bearer" at sign-in). Refusals are problem ' +
      'documents (RFC 9457). Where a door has closed, or something wants fresh proofs, a 401 lists in `missing` what to ' +
      'prove and where; then repeat the request (RFC 9470). Lists are paged by cursor. Routes that say so take an Idempotency-Key.',
  },
  servers: [{ url: `${about.serverUrl}/api/v1` }],
  tags: [...new Set(Object.values(api).map((route) => route.area))].map((name) => ({ name })),
  security: [{ bearer: [] }, { cookie: [] }],
  paths: pathsOf(api),
  components: {
    securitySchemes: {
      bearer: {
        type: 'http',
        scheme: 'bearer',
        description: 'RFC 6750. Session tokens begin with fys_, pending ones with fyp_.',
      },
      cookie: {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-foyer_session',
        description: 'On loopback without https: foyer_session.',
      },
    },
    schemas: { Problem: problemSchema },
  },
})

function pathsOf(api: Record<string, Route>): Record<string, Json> {
  const paths: Record<string, Json> = {}
  for (const [operationId, route] of Object.entries(api)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] ??= {}
    paths[path][route.method.toLowerCase()] = toOperation(operationId, route)
  }
  return paths
}

function toOperation(operationId: string, route: Route): Json {
  return {
    operationId,
    tags: [route.area],
    summary: route.summary,
    description: [accessNoteOf(route), ...(route.live ? [liveNote] : [])].join(' '),
    'x-access': route.access,
    'x-rate': route.rate,
    ...(route.access === 'public' && { security: [] }),
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...headerParameters(operationId, route),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
      },
    }),
    ...(route.upload && {
      requestBody: {
        required: true,
        description: `The bytes themselves, at most ${route.upload.bytesMax}`,
        content: bytesOf(route.upload.types),
      },
    }),
    responses: {
      ...(route.download && { [route.status ?? 200]: fileOf(route.download.types) }),
      ...(route.returns
        ? {
            [route.status ?? 200]: successOf(route.returns, 'Success', route.live),
            ...(route.otherwise && {
              [route.otherwise.status]: successOf(
                route.returns,
                'Nothing was done yet: see the answer',
              ),
            }),
          }
        : !route.download && { [route.status ?? 204]: { description: 'Done' } }),
      ...refusalsOf(route),
    },
  }
}

const liveNote =
  'With `Accept: text/event-stream` the answer comes as `event: answer` at once and whenever it has changed; ' +
  '`event: refused` with a problem document ends the stream, and after some minutes it ends to be opened again.'

const successOf = (returns: z.ZodType, description: string, live = false): Json => ({
  description,
  content: {
    'application/json': { schema: schemaOf(returns, 'output') },
    ...(live && { 'text/event-stream': { schema: { type: 'string' } } }),
  },
})

/** OpenAPI 3.1 describes bytes by their media type alone. */
const bytesOf = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, {}]))

const fileOf = (types: readonly string[]): Json => ({
  description: 'The file',
  headers: {
    'Content-Disposition': {
      description: '`inline`, or `attachment` with a name (RFC 6266)',
      schema: { type: 'string' },
    },
  },
  content: bytesOf(types),
})

function parametersOf(schema: z.ZodObject | undefined, place: 'path' | 'query'): Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Json
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

const headerParameters = (operationId: string, route: Route): Json[] => [
  ...(route.idempotent || operationId === 'createOrganization'
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
      ]
    : []),
  ...(route.access === 'public' || route.access === 'pending'
    ? []
    : [
        {
          name: 'Foyer-Organization',
          in: 'header',
          required: false,
          description: 'The organization that the caller believes to be in; another one is a 409.',
          schema: { type: 'string', format: 'uuid' },
        },
        {
          name: 'Foyer-Member',
          in: 'header',
          required: false,
          description: 'The member that the caller believes to be; another one is a 409.',
          schema: { type: 'string', format: 'uuid' },
        },
      ]),
]

/** One response a status: several problems may share one. */
function refusalsOf(route: Route): Json {
  const byStatus = Map.groupBy(problemsOf(route), (type) => problems[type].status)
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map((type) => `\`${type}\`: ${problems[type].title}`).join('; '),
        ...(status === 401 && { headers: { 'WWW-Authenticate': challenge } }),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  )
}

const challenge: Json = {
  description:
    '`Bearer`; with `error="invalid_token"` where the token is not good (RFC 6750), and ' +
    '`error="insufficient_user_authentication"` where more must be proved first: see `missing` (RFC 9470)',
  schema: { type: 'string' },
}

const problemSchema: Json = {
  type: 'object',
  description: 'RFC 9457',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', enum: Object.keys(problems).map((type) => `/problems/${type}`) },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', description: 'urn:uuid of the request' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'detail'],
        properties: {
          pointer: {
            type: 'string',
            description: 'JSON pointer into the body, or #query/…, #header/…',
          },
          detail: { type: 'string' },
          code: { type: 'string' },
          values: { type: 'object' },
        },
      },
    },
    missing: {
      type: 'array',
      description:
        'What is still to be proved, and where: the steps of a challenge (`switchOrganization`)',
      items: {
        type: 'object',
        required: ['kind'],
        properties: {
          kind: { type: 'string', enum: stepKinds },
          proveAt: { type: 'string' },
          reason: { type: 'string' },
          enrolled: {
            type: 'boolean',
            description: 'False: set up an authenticator, at /me/authenticator/enrolment',
          },
        },
      },
    },
    retryAfterSeconds: { type: 'integer' },
  },
}
