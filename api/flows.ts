import { z } from 'zod'
import { FlowId, line, lines, MemberId, page, pageQuery, Time } from './common.ts'
import { route } from './route.ts'

/** What a component of a flow's page may be (FL1). */
export const componentKinds = [
  'view',
  'text',
  'long_text',
  'number',
  'currency',
  'date',
  'time',
  'date_time',
  'address',
  'coordinate',
  'phone',
  'url',
  'select',
  'photo',
  'signature',
  'list',
] as const
export const ComponentKind = z.enum(componentKinds)
export type ComponentKind = z.infer<typeof ComponentKind>

const ComponentId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/)
  .describe('Key of its value in a task')

/** What the answer to a select does to another component. */
export const conditionActions = ['show', 'hide', 'require'] as const

/** Holds while the answer to an earlier select is one of these options, or has one of them among its answers (FL1). */
export const Condition = z
  .object({
    component: ComponentId.describe('A select that stands earlier in the form'),
    options: z.array(line(100)).min(1).max(100).describe('Options of that select'),
    action: z.enum(conditionActions),
  })
  .strict()
export type Condition = z.infer<typeof Condition>

export const selectAppearances = ['buttons', 'checkboxes', 'dropdown'] as const

export const Component = z
  .object({
    id: ComponentId,
    kind: ComponentKind,
    title: line(100),
    help: line(300, 0).default(''),
    required: z.boolean().default(false),
    visible: z
      .boolean()
      .default(true)
      .describe('False: nobody is asked for it; it holds its default, or what a program gives it'),
    default: lines(2000)
      .optional()
      .describe(
        'Its value where none is given, as text; of a list an entry a line; of a view what it shows; a photo and a signature have none',
      ),
    options: z.array(line(100)).max(100).optional().describe('select, list'),
    min: z
      .number()
      .int()
      .min(0)
      .max(100)
      .optional()
      .describe('select, photo: how many at least, once there is one or one is required'),
    max: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe(
        'select, photo: how many at most. Unless told otherwise a select takes one answer, a photo ten pictures',
      ),
    minimum: z.number().min(-1e15).max(1e15).optional().describe('number, currency: least value'),
    maximum: z.number().min(-1e15).max(1e15).optional().describe('number, currency: largest value'),
    unit: line(20).optional().describe('number: what is counted or measured in, such as kg'),
    maxLength: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .describe('text, address (at most 1,000), long_text: how many characters at most'),
    appearance: z.enum(selectAppearances).optional().describe('select: how it looks'),
    conditions: z
      .array(Condition)
      .max(10)
      .default([])
      .describe(
        'Shown while no `hide` holds and, where there are `show`, one of them does; required also while a `require` holds',
      ),
  })
  .strict()
  .superRefine((c, context) => {
    const add = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message })
    if (c.kind === 'select' && !c.options?.length)
      add('options', 'a select needs at least one option')
    if (c.options && new Set(c.options).size < c.options.length)
      add('options', 'options must differ')
    if (c.min !== undefined && c.max !== undefined && c.min > c.max) add('min', 'is above max')
    if (c.kind === 'select' && c.min !== undefined && c.options && c.min > c.options.length)
      add('min', 'is more than there are options')
    if (c.minimum !== undefined && c.maximum !== undefined && c.minimum > c.maximum)
      add('minimum', 'is above maximum')
    for (const [field, kinds] of Object.entries(settingsOf))
      if (c[field as keyof typeof settingsOf] !== undefined && !kinds.includes(c.kind))
        add(field, `does not belong to a component of kind ${c.kind}`)
    if ((c.kind === 'text' || c.kind === 'address') && (c.maxLength ?? 0) > textLengths[c.kind])
      add('maxLength', `may be at most ${textLengths[c.kind]}`)
  })
export type Component = z.infer<typeof Component>

/** Which kinds know a setting; any other refuses it. */
const settingsOf: Record<
  'minimum' | 'maximum' | 'unit' | 'maxLength' | 'appearance',
  readonly ComponentKind[]
> = {
  minimum: ['number', 'currency'],
  maximum: ['number', 'currency'],
  unit: ['number'],
  maxLength: ['text', 'long_text', 'address'],
  appearance: ['select'],
}

/** How many characters a value may have at most, in the kinds that are free text. */
export const textLengths = { text: 1000, address: 1000, long_text: 10_000 } as const

/** How many answers a select takes, or pictures a photo: at least (once answered or required) and at most. */
export function countsOf({ kind, min = 0, max }: Pick<Component, 'kind' | 'min' | 'max'>): {
  min: number
  max: number
} {
  return { min, max: max ?? Math.max(min, kind === 'photo' ? 10 : 1) }
}

export const FlowPage = z
  .object({ title: line(100), components: z.array(Component).max(100) })
  .strict()
export type FlowPage = z.infer<typeof FlowPage>

/** The first page is the form when a task is created; the others are filled in the field. */
export const FlowPages = z
  .array(FlowPage)
  .min(1)
  .max(20)
  .superRefine((pages, context) => {
    const earlier = new Map<string, Component>()
    for (const [p, { components }] of pages.entries())
      for (const [c, component] of components.entries()) {
        const refuse = (path: (string | number)[], message: string) =>
          context.addIssue({ code: 'custom', path: [p, 'components', c, ...path], message })
        for (const [i, condition] of component.conditions.entries()) {
          const select = earlier.get(condition.component)
          if (select?.kind !== 'select')
            refuse(['conditions', i, 'component'], 'is no select that stands earlier')
          else if (condition.options.some((option) => !select.options?.includes(option)))
            refuse(['conditions', i, 'options'], 'are not all options of that select')
          else if (new Set(condition.options).size < condition.options.length)
            refuse(['conditions', i, 'options'], 'must differ')
        }
        if (earlier.has(component.id)) refuse(['id'], 'is used twice')
        earlier.set(component.id, component)
      }
  })

const FlowName = line(100).refine((name) => !/^(handover|activity)$/i.test(name), {
  error: 'is a reserved name',
})

export const FlowSummary = z.object({
  id: FlowId,
  name: z.string(),
  default: z.boolean().describe('One of the six ready-made flows'),
  version: z.number().int(),
  pageCount: z.number().int(),
  componentCount: z.number().int(),
})
export type FlowSummary = z.infer<typeof FlowSummary>
export const Flow = FlowSummary.extend({ pages: z.array(FlowPage) })
export type Flow = z.infer<typeof Flow>

/** A flow as a file: what is exported here is imported elsewhere by creating a flow of it. */
export const FlowFile = z
  .object({
    format: z.literal('foyer-flow'),
    formatVersion: z.literal(1),
    name: FlowName,
    pages: FlowPages,
  })
  .strict()
export type FlowFile = z.infer<typeof FlowFile>

export const FlowVersionSummary = FlowSummary.pick({
  name: true,
  version: true,
  pageCount: true,
  componentCount: true,
}).extend({
  savedAt: Time,
  savedBy: z
    .object({ id: MemberId, name: z.string() })
    .nullable()
    .describe('Null: it came with the organization, or who saved it has left'),
})
export type FlowVersionSummary = z.infer<typeof FlowVersionSummary>
export const FlowVersion = FlowVersionSummary.extend({ pages: z.array(FlowPage) })
export type FlowVersion = z.infer<typeof FlowVersion>

export const listFlows = route({
  method: 'GET',
  path: '/flows',
  area: 'Flows',
  summary: 'All flows of this organization, in their order',
  access: 'flows:view',
  rate: 'read',
  returns: z.object({ items: z.array(FlowSummary) }),
  problems: [],
})

const one = z.object({ flowId: FlowId })

export const getFlow = route({
  method: 'GET',
  path: '/flows/:flowId',
  area: 'Flows',
  summary: 'One flow with its pages',
  access: 'flows:view',
  rate: 'read',
  params: one,
  returns: Flow,
  problems: ['not-found'],
})

export const createFlow = route({
  method: 'POST',
  path: '/flows',
  area: 'Flows',
  summary: 'Create a flow',
  access: 'flows:create',
  rate: 'write',
  idempotent: true,
  body: z.object({ name: FlowName, pages: FlowPages }),
  returns: Flow,
  status: 201,
  problems: ['name-taken', 'values-refused'],
})

export const updateFlow = route({
  method: 'PUT',
  path: '/flows/:flowId',
  area: 'Flows',
  summary: 'Save a flow as its next version; refused when somebody saved in between',
  access: 'flows:edit',
  rate: 'write',
  params: one,
  body: z.object({
    name: FlowName,
    pages: FlowPages,
    version: z.number().int().min(1).max(2_147_483_647),
  }),
  returns: Flow,
  problems: ['not-found', 'name-taken', 'flow-changed', 'values-refused'],
})

export const removeFlow = route({
  method: 'DELETE',
  path: '/flows/:flowId',
  area: 'Flows',
  summary: 'Delete a flow; its tasks stay, with the form that they were made with',
  access: 'flows:delete',
  rate: 'write',
  params: one,
  returns: null,
  problems: ['not-found'],
})

export const copyFlow = route({
  method: 'POST',
  path: '/flows/:flowId/copies',
  area: 'Flows',
  summary: 'Add a copy of a flow as it stands, under another name, behind the others',
  access: 'flows:create',
  rate: 'write',
  idempotent: true,
  params: one,
  body: z.object({ name: FlowName }),
  returns: Flow,
  status: 201,
  problems: ['not-found', 'name-taken'],
})

export const orderFlows = route({
  method: 'PUT',
  path: '/flow-order',
  area: 'Flows',
  summary: 'Put all flows in another order',
  access: 'flows:edit',
  rate: 'write',
  body: z.object({
    flowIds: z.array(FlowId).max(1000).describe('Every flow of the organization, once'),
  }),
  returns: z.object({ items: z.array(FlowSummary) }),
  problems: ['values-refused'],
})

export const listFlowVersions = route({
  method: 'GET',
  path: '/flows/:flowId/versions',
  area: 'Flows',
  summary: 'Every saved version of a flow, newest first',
  access: 'flows:view',
  rate: 'read',
  params: one,
  query: z.object(pageQuery),
  returns: page(FlowVersionSummary),
  problems: ['not-found', 'values-refused'],
})

export const getFlowVersion = route({
  method: 'GET',
  path: '/flows/:flowId/versions/:version',
  area: 'Flows',
  summary: 'One version of a flow with its pages',
  access: 'flows:view',
  rate: 'read',
  params: one.extend({ version: z.coerce.number().int().min(1).max(2_147_483_647) }),
  returns: FlowVersion,
  problems: ['not-found'],
})

export const restoreFlow = route({
  method: 'POST',
  path: '/flows/:flowId/restorations',
  area: 'Flows',
  summary:
    'Save the pages of an earlier version as the next one; the name stays. Refused when somebody saved in between',
  access: 'flows:edit',
  rate: 'write',
  params: one,
  body: z.object({
    from: z.number().int().min(1).max(2_147_483_647).describe('The version to bring back'),
    version: z.number().int().min(1).max(2_147_483_647).describe('The version that stands now'),
  }),
  returns: Flow,
  problems: ['not-found', 'flow-changed', 'values-refused'],
})
