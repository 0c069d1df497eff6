import { z } from 'zod'
import { FlowId, HubId, line, Time } from './common.ts'
import { type ComponentKind, componentKinds } from './flows.ts'
import { Operation } from './operations.ts'
import { route } from './route.ts'
import {
  importMistake,
  oneImport,
  tableImport,
  tableImportChange,
  tableTypes,
  WaitingImports,
} from './table-imports.ts'
import { TaskFilter } from './tasks.ts'

/** At most so many tasks a file (TK1). */
export const taskRowsMax = 1_000

/** What a column can be: a property of the task, `component:<id>` of the flow’s first page, or nothing. */
export const taskImportTargets = ['title', 'start', 'end', 'hub', 'assignees'] as const
export const TaskImportTarget = z.union([
  z.enum(taskImportTargets),
  z.string().regex(/^component:[a-z][a-z0-9_]{0,39}$/),
])
export type TaskImportTarget = z.infer<typeof TaskImportTarget>

/** Whether a cell can say the value of a component: pictures stand in no table, and a view has none. */
export const standsInTable = ({ kind }: { kind: ComponentKind }): boolean =>
  tableKinds.includes(kind)
const tableKinds = componentKinds.filter((kind) => !['view', 'photo', 'signature'].includes(kind))

/** Why a row is passed over, each by its stable name: of a cell, or of the row. */
export const taskImportReasons = [
  'no-title',
  'title-too-long',
  'title-not-one-line',
  'not-a-time',
  'too-far-away',
  'ends-before-start',
  'no-hub',
  'none-of-your-hubs',
  'not-assignable',
  'assigning-not-permitted',
  'too-many-assignees',
  'value-required',
  'value-wrong-type',
  'value-wrong-format',
  'value-not-one-of',
  'value-too-long',
  'value-too-small',
  'value-too-big',
  'value-too-few',
  'value-too-many',
  'value-invalid',
] as const
export type TaskImportReason = (typeof taskImportReasons)[number]

/** A file of tasks that is being prepared; nothing of it is a task until it is imported (TK1). */
export const TaskImport = tableImport(TaskImportTarget).extend({
  flowId: FlowId.nullable().describe('Of which its tasks are; null: not chosen yet'),
})
export type TaskImport = z.infer<typeof TaskImport>

export const createTaskImport = route({
  method: 'POST',
  path: '/task-imports',
  area: 'Tasks',
  summary:
    'Upload a file of tasks: CSV with any usual delimiter and encoding, or a workbook (.xlsx) of which the first sheet counts; at most 5 MiB and 1,000 rows',
  access: 'tasks:import',
  rate: 'write',
  query: z.object({
    name: line(200).default('tasks.csv'),
    flowId: FlowId.optional().describe('Default: as the same header was imported the last time'),
  }),
  upload: { types: tableTypes, bytesMax: 5 * 1024 * 1024 },
  status: 201,
  idempotent: true,
  returns: TaskImport,
  problems: ['media-type-not-taken', 'file-not-readable', 'values-refused', 'too-many'],
})

export const listTaskImports = route({
  method: 'GET',
  path: '/task-imports',
  area: 'Tasks',
  summary: 'Files of tasks that you uploaded and have not imported yet, the newest first',
  access: 'tasks:import',
  rate: 'read',
  returns: WaitingImports,
  problems: [],
})

export const getTaskImport = route({
  method: 'GET',
  path: '/task-imports/:importId',
  area: 'Tasks',
  summary: 'A file of tasks that you uploaded',
  access: 'tasks:import',
  rate: 'read',
  params: oneImport,
  returns: TaskImport,
  problems: ['not-found'],
})

export const updateTaskImport = route({
  method: 'PATCH',
  path: '/task-imports/:importId',
  area: 'Tasks',
  summary:
    'Choose the flow, encoding, delimiter, header row, and what each column is; with another flow or header the columns are guessed anew',
  access: 'tasks:import',
  rate: 'write',
  params: oneImport,
  body: tableImportChange(TaskImportTarget).extend({ flowId: FlowId.optional() }),
  returns: TaskImport,
  problems: ['not-found', 'values-refused', 'file-not-readable', 'not-in-status'],
})

const choices = z.object({
  hubId: HubId.optional().describe('One of yours, for rows that name none'),
})

export const previewTaskImport = route({
  method: 'POST',
  path: '/task-imports/:importId/preview',
  area: 'Tasks',
  summary:
    'What importing would do, row by row, judged as if each were created by hand; writes nothing',
  access: 'tasks:import',
  rate: 'write',
  params: oneImport,
  body: choices,
  returns: z.object({
    add: z.number().int(),
    refuse: z.number().int(),
    errors: z
      .array(
        importMistake(z.enum(taskImportReasons)).extend({
          component: z
            .string()
            .nullable()
            .describe('Title of the component that it is about, if it is about one'),
          values: z
            .record(z.string(), z.union([z.string(), z.number()]))
            .describe('For the words: {min}, {max}'),
        }),
      )
      .describe('The first 500'),
    rows: z
      .array(
        z.object({
          line: z.number().int(),
          outcome: z.enum(['add', 'refuse']),
          title: z.string(),
          hub: z.string().nullable(),
          startsAt: Time.nullable(),
          endsAt: Time.nullable(),
          assignees: z.number().int(),
        }),
      )
      .describe('The first 100'),
  }),
  problems: ['not-found', 'import-unfinished', 'values-refused', 'not-in-status'],
})

export const startTaskImport = route({
  method: 'POST',
  path: '/task-imports/:importId/runs',
  area: 'Tasks',
  summary:
    'Import in the background; the mapping is remembered, rows that are passed over can be downloaded',
  access: 'tasks:import',
  rate: 'write',
  params: oneImport,
  body: choices,
  status: 201,
  idempotent: true,
  returns: Operation,
  problems: ['not-found', 'import-unfinished', 'values-refused', 'not-in-status', 'too-many'],
})

export const removeTaskImport = route({
  method: 'DELETE',
  path: '/task-imports/:importId',
  area: 'Tasks',
  summary: 'Throw an uploaded file away',
  access: 'tasks:import',
  rate: 'write',
  params: oneImport,
  returns: null,
  problems: ['not-found'],
})

export const exportTasks = route({
  method: 'POST',
  path: '/task-exports',
  area: 'Tasks',
  summary:
    'Write tasks of your hubs to a CSV file in the background, under the same filters as the list, the newest first; with a flow, what was filled in as well',
  access: 'tasks:export',
  rate: 'write',
  idempotent: true,
  body: TaskFilter,
  status: 201,
  returns: Operation,
  problems: ['too-many'],
})
