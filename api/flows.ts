import { z } from 'zod'
import { FlowId, line, lines } from './common.ts'
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

export const Component = z
  .object({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,39}$/)
      .describe('Key of its value in a task'),
    kind: ComponentKind,
    title: line(100),
    help: line(300, 0).default(''),
    required: z.boolean().default(false),
    visible: z.boolean().default(true),
    default: lines(2000)
      .optional()
      .describe(
        'Its value where none is given, as text; of a list an entry a line; of a view what it shows',
      ),
    options: z.array(line(100)).max(100).optional().describe('select, list'),
    min: z.number().int().min(0).max(100).optional().describe('select, photo: how many at least'),
    max: z
      .number()
      .int()
      .min(1)
      .max(100)
      .optional()
      .describe('select, photo: how many at most; a select takes one answer unless told otherwise'),
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
  })
export type Component = z.infer<typeof Component>

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
    const seen = new Set<string>()
    for (const [p, { components }] of pages.entries())
      for (const [c, { id }] of components.entries()) {
        if (seen.has(id))
          context.addIssue({
            code: 'custom',
            path: [p, 'components', c, 'id'],
            message: 'is used twice',
          })
        seen.add(id)
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
  body: z.object({ name: FlowName, pages: FlowPages, version: z.number().int().min(1) }),
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
