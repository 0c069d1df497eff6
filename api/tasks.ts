import { z } from 'zod'
import { FlowId, HubId, line, MemberId, page, pageQuery, TaskId, Time } from './common.ts'
import { FlowPage } from './flows.ts'
import { route } from './route.ts'

export const TaskStatus = z.enum(['unassigned', 'ongoing', 'done'])
export type TaskStatus = z.infer<typeof TaskStatus>

const Person = z.object({ id: MemberId, name: z.string() })

export const TaskSummary = z.object({
  id: TaskId,
  title: z.string(),
  status: TaskStatus,
  flow: z.object({ id: FlowId.nullable().describe('Null: the flow is deleted'), name: z.string() }),
  hub: z.object({ id: HubId, name: z.string() }),
  assignees: z.array(Person),
  startsAt: Time,
  endsAt: Time,
  sample: z.boolean(),
})
export type TaskSummary = z.infer<typeof TaskSummary>

/**
 * Values by component id. By kind: `number` and `currency` (in whole units, with decimals) are numbers; `date` is
 * 2026-03-31, `time` 08:30, `date_time` ISO 8601 with an offset; `coordinate` is "latitude, longitude"; `list`, and
 * `select` with a `max` above one, are arrays; everything else is text. Null is no value.
 */
export const TaskValues = z
  .record(
    z.string().max(40),
    z.union([
      z.string().max(10_000),
      z.number(),
      z.boolean(),
      z.array(z.string().max(2000)).max(200),
      z.null(),
    ]),
  )
  .describe(
    'By component id. Numbers for number and currency; arrays for list and a select of several; 2026-03-31, 08:30, ISO 8601 with offset, "latitude, longitude"; else text',
  )
export type TaskValues = z.infer<typeof TaskValues>

const year = (time: string) => new Date(time).getUTCFullYear()
const TaskTime = Time.refine((time) => year(time) >= 1970 && year(time) < 3000, {
  error: 'is too far from now',
})

export const Task = TaskSummary.extend({
  values: TaskValues,
  pages: z.array(FlowPage).describe('The form as it was when the task was made'),
  createdAt: Time,
  createdBy: Person.nullable(),
  doneAt: Time.nullable(),
  doneBy: Person.nullable(),
  may: z
    .object({ assign: z.boolean(), finish: z.boolean(), remove: z.boolean() })
    .describe('What you may do with this task now'),
})
export type Task = z.infer<typeof Task>

const Filter = {
  q: line(100).optional().describe('Part of the title'),
  hubId: HubId.optional(),
  flowId: FlowId.optional(),
  assigneeId: MemberId.optional(),
}

export const listTasks = route({
  method: 'GET',
  path: '/tasks',
  area: 'Tasks',
  summary: 'Tasks of your hubs, latest start first',
  access: 'tasks:view',
  rate: 'read',
  query: z.object({ ...pageQuery, ...Filter, status: TaskStatus.optional() }),
  returns: page(TaskSummary),
  problems: ['values-refused'],
})

export const countTasks = route({
  method: 'GET',
  path: '/task-counts',
  area: 'Tasks',
  summary: 'How many tasks stand in each status, under the same filters',
  access: 'tasks:view',
  rate: 'read',
  query: z.object(Filter),
  returns: z.object({
    unassigned: z.number().int(),
    ongoing: z.number().int(),
    done: z.number().int().describe('Each of these exact up to 1,000, above that an estimate'),
    samples: z.number().int().describe('Of them, marked samples'),
    samplesPending: z.boolean().describe('Sample tasks are still being prepared'),
  }),
  problems: [],
})

const one = z.object({ taskId: TaskId })

export const getTask = route({
  method: 'GET',
  path: '/tasks/:taskId',
  area: 'Tasks',
  summary: 'One task with its form and values',
  access: 'tasks:view',
  rate: 'read',
  params: one,
  returns: Task,
  problems: ['not-found'],
})

export const createTask = route({
  method: 'POST',
  path: '/tasks',
  area: 'Tasks',
  summary: 'Create a task from a flow: the values of its first page',
  access: 'tasks:create',
  rate: 'write',
  idempotent: true,
  body: z.object({
    flowId: FlowId,
    hubId: HubId,
    title: line(200),
    values: TaskValues.default({}),
    startsAt: TaskTime.optional().describe('Default: now'),
    endsAt: TaskTime.optional().describe('Default: a day after the start'),
    assigneeIds: z
      .array(MemberId)
      .max(50)
      .default([])
      .describe('Of others than oneself only with tasks:assign'),
  }),
  returns: Task,
  status: 201,
  problems: ['values-refused'],
})

export const assignTasks = route({
  method: 'PUT',
  path: '/task-assignees',
  area: 'Tasks',
  summary: 'Replace the assignees of tasks; all or none. Without assignees a task is unassigned',
  access: 'tasks:assign',
  rate: 'write',
  body: z.object({
    taskIds: z.array(TaskId).min(1).max(200),
    assigneeIds: z.array(MemberId).max(50),
  }),
  returns: z.object({ changed: z.number().int() }),
  problems: ['not-found', 'task-done', 'values-refused'],
})

export const finishTask = route({
  method: 'PUT',
  path: '/tasks/:taskId/done',
  area: 'Tasks',
  summary:
    'Mark a task done with the values of its other pages, as one of its assignees or with tasks:edit; done tasks are read-only',
  access: 'tasks:do',
  rate: 'write',
  params: one,
  body: z.object({ values: TaskValues.default({}) }),
  returns: Task,
  problems: ['not-found', 'task-done', 'not-permitted', 'values-refused'],
})

export const removeTasks = route({
  method: 'POST',
  path: '/task-removals',
  area: 'Tasks',
  summary: 'Delete tasks that are not done; all or none',
  access: 'tasks:delete',
  rate: 'write',
  body: z.object({ taskIds: z.array(TaskId).min(1).max(200) }),
  returns: z.object({ removed: z.number().int() }),
  problems: ['not-found', 'task-done'],
})

export const removeSampleTasks = route({
  method: 'DELETE',
  path: '/sample-tasks',
  area: 'Tasks',
  summary: 'Delete all sample tasks that you see, done ones too (CR6)',
  access: 'tasks:delete',
  rate: 'write',
  returns: z.object({ removed: z.number().int() }),
  problems: [],
})

export const listAssignees = route({
  method: 'GET',
  path: '/hubs/:hubId/assignees',
  area: 'Tasks',
  summary: 'Who can be given tasks of a hub, by name',
  access: 'tasks:view',
  rate: 'read',
  params: z.object({ hubId: HubId }),
  query: z.object({ q: line(100).optional() }),
  returns: z.object({ items: z.array(Person).describe('At most 50: search for more') }),
  problems: ['not-found'],
})
