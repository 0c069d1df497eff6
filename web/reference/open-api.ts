/** JSON Schema as far as our contract uses it. */
export interface Schema {
  $ref?: string
  type?: string | string[]
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  description?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  items?: Schema
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
}

type Content = Record<string, { schema: Schema }>

export interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description: string
  'x-access': string
  'x-rate': string
  parameters: {
    name: string
    in: string
    required: boolean
    description?: string
    schema: Schema
  }[]
  requestBody?: { content: Content }
  responses: Record<string, { description: string; content?: Content }>
}

export interface Description {
  info: { version: string; summary: string; description: string }
  servers: { url: string }[]
  paths: Record<string, Record<string, Operation>>
}

/** One operation with its address, as the page lists it. */
export interface Listed extends Operation {
  method: string
  path: string
}

/** The description that this server gives of itself. */
export async function loadDescription(): Promise<Description> {
  const response = await fetch('/api/openapi.json')
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`)
  return response.json()
}

/** Operations by area, in the order of the contract; only those that hold every word of `search`. */
export function operationsByArea(description: Description, search: string): [string, Listed[]][] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const listed = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      method: method.toUpperCase(),
      path,
    })),
  )
  const found = listed.filter((operation) => {
    const text =
      `${operation.method} ${operation.path} ${operation.summary} ${operation.operationId} ${operation.tags}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
  return [...Map.groupBy(found, ({ tags }) => tags[0] ?? '')]
}

/** `text, at most 100`: the type of a value in one line. */
export function typeOf(schema: Schema): string {
  if (schema.$ref) return schema.$ref.replace(/^.*\//, '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return [...new Set(variants.map(typeOf))].join(' | ')
  if (schema.type === 'array') {
    const inner = typeOf(schema.items ?? {})
    return `${inner.includes(' | ') ? `(${inner})` : inner}[]${range(schema.minItems, schema.maxItems)}`
  }
  if (schema.type === 'string')
    return (schema.format ?? 'string') + range(schema.minLength, schema.maxLength)
  if (schema.type === 'number' || schema.type === 'integer')
    return schema.type + range(schema.minimum, schema.maximum)
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any')
}

/** Bounds that JavaScript's numbers already have say nothing. */
function range(min: number | undefined, max: number | undefined): string {
  const low = min !== undefined && min > Number.MIN_SAFE_INTEGER ? min : undefined
  const high = max !== undefined && max < Number.MAX_SAFE_INTEGER ? max : undefined
  if (low === undefined && high === undefined) return ''
  return ` ${low ?? ''}…${high ?? ''}`
}

/** The objects inside a schema whose fields are shown below it: itself, its items, its variants. */
export function objectsIn(schema: Schema): Schema[] {
  if (schema.properties) return [schema]
  if (schema.items) return objectsIn(schema.items)
  return (schema.anyOf ?? schema.oneOf ?? []).flatMap(objectsIn)
}

/** How the call looks on a command line. */
export function curlOf(operation: Listed, server: string): string {
  const body = operation.requestBody?.content['application/json']?.schema
  return [
    `curl ${operation.method === 'GET' ? '' : `-X ${operation.method} `}'${server}${operation.path}'`,
    ...(operation['x-access'] === 'public' ? [] : [`-H "Authorization: Bearer $TOKEN"`]),
    ...(body
      ? [`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(sample(body))}'`]
      : []),
  ].join(' \\\n  ')
}

/** What must be sent, with a value of the right kind for each field. */
function sample(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const [variant] = schema.anyOf ?? schema.oneOf ?? []
  if (variant) return sample(variant)
  if (schema.type === 'array') return schema.minItems ? [sample(schema.items ?? {})] : []
  if (schema.type === 'string') return schema.format === 'uuid' ? '…' : (schema.format ?? '…')
  if (schema.type === 'number' || schema.type === 'integer') return Math.max(schema.minimum ?? 1, 1)
  if (schema.type === 'boolean') return true
  const { properties = {}, required = [] } = schema
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => required.includes(name))
      .map(([name, inner]) => [name, sample(inner)]),
  )
}
