import { z } from 'zod'
import { TaskAttachment } from './attachments.ts'
import {
  Cursor,
  FlowId,
  HubId,
  Latitude,
  Longitude,
  line,
  lines,
  MemberId,
  page,
  pageQuery,
  TaskEntryId,
  TaskId,
  TaskViewId,
  Time,
} from './common.ts'
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
  version: z
    .number()
    .int()
    .describe('Counts changes of title, times, hub, values and being done; not who has it'),
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
  latitude: Latitude.nullable().describe('Of its first answer that is a place, else null'),
  longitude: Longitude.nullable(),
  attachments: z.array(TaskAttachment).describe('Photos and signatures among the values'),
  createdAt: Time,
  createdBy: Person.nullable(),
  updatedAt: Time,
  doneAt: Time.nullable(),
  doneBy: Person.nullable(),
  may: z
    .object({
      edit: z.boolean(),
      assign: z.boolean(),
      move: z.boolean(),
      finish: z.boolean(),
      comment: z.boolean(),
      remove: z.boolean(),
    })
    .describe('What you may do with this task now'),
})
export type Task = z.infer<typeof Task>

const statuses = TaskStatus.options.join('|')

/** A time, or the start of a day relative to today in the caller's time zone: `today`, `in-7-days`, `7-days-ago`. */
const From = z.union([
  TaskTime,
  z.string().regex(/^(today|in-[1-9]\d{0,2}-days?|[1-9]\d{0,2}-days?-ago)$/),
])

/** What lists, counts, places and saved views of tasks filter by; none of it ever shows more than one may see. */
export const TaskFilter = z.object({
  q: line(100).optional().describe('Part of the title'),
  hubId: HubId.optional(),
  flowId: FlowId.optional(),
  assigneeId: z
    .union([MemberId, z.enum(['me', 'nobody'])])
    .optional()
    .describe('A member, `me`, or `nobody`: the unassigned ones'),
  status: z
    .union([TaskStatus, z.string().regex(new RegExp(`^(${statuses})(,(${statuses})){0,2}$`))])
    .optional()
    .describe('One or several, with commas: unassigned,ongoing'),
  startsFrom: From.optional().describe(
    'Starts then or later. A time, or the start of a day: today, in-7-days, 7-days-ago',
  ),
  startsTo: From.optional().describe('Starts before then'),
})
export type TaskFilter = z.infer<typeof TaskFilter>

export const TaskSort = z.enum(['latest', 'earliest', 'newest'])
export type TaskSort = z.infer<typeof TaskSort>

const sort = TaskSort.optional().describe(
  'By start, latest (the default) or earliest first; or the newest made first',
)

export const listTasks = route({
  method: 'GET',
  path: '/tasks',
  area: 'Tasks',
  summary: 'Tasks of your hubs, a page at a time',
  access: 'tasks:view',
  rate: 'read',
  query: TaskFilter.extend({ ...pageQuery, sort }),
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
  query: TaskFilter.omit({ status: true }),
  returns: z.object({
    unassigned: z.number().int(),
    ongoing: z.number().int(),
    done: z.number().int().describe('Each of these exact up to 1,000, above that an estimate'),
    samples: z.number().int().describe('Of them, marked samples'),
    samplesPending: z.boolean().describe('Sample tasks are still being prepared'),
  }),
  problems: [],
})

export const TaskPlace = z.object({
  id: TaskId,
  title: z.string(),
  status: TaskStatus,
  latitude: Latitude,
  longitude: Longitude,
  from: z.enum(['task', 'hub']).describe('Whose place it is'),
  hub: z.object({ id: HubId, name: z.string() }),
  startsAt: Time,
  endsAt: Time,
  assignees: z.array(Person),
})
export type TaskPlace = z.infer<typeof TaskPlace>

export const listTaskPlaces = route({
  method: 'GET',
  path: '/task-places',
  area: 'Tasks',
  summary: 'Where tasks are, for a map: at most 500, under the same filters and in the same order',
  access: 'tasks:view',
  rate: 'read',
  query: TaskFilter.extend({ sort }),
  returns: z.object({
    items: z.array(TaskPlace),
    more: z.boolean().describe('There are more than these: filter further'),
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

export const updateTask = route({
  method: 'PATCH',
  path: '/tasks/:taskId',
  area: 'Tasks',
  summary:
    'Change title, times or the values of the first page of a task that is not done; refused when it changed in between',
  access: 'tasks:edit',
  rate: 'write',
  params: one,
  body: z.object({
    title: line(200).optional(),
    startsAt: TaskTime.optional(),
    endsAt: TaskTime.optional(),
    values: TaskValues.optional().describe('All of the first page; what is left out has none'),
    version: z.number().int().min(1).describe('Of the task that you saw'),
  }),
  returns: Task,
  problems: ['not-found', 'task-done', 'task-changed', 'values-refused'],
})

export const moveTasks = route({
  method: 'PUT',
  path: '/task-hub',
  area: 'Tasks',
  summary:
    'Move tasks that are not done to another of your hubs; all or none. Assignees who do not have that hub lose them',
  access: 'tasks:move',
  rate: 'write',
  body: z.object({ taskIds: z.array(TaskId).min(1).max(200), hubId: HubId }),
  returns: z.object({
    changed: z.number().int().describe('How many were in another hub before'),
    lostAssignees: z.number().int().describe('How many of them lost assignees'),
  }),
  problems: ['not-found', 'task-done', 'values-refused'],
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
  idempotent: true,
  params: one,
  body: z.object({
    values: TaskValues.default({}),
    version: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Of the task that you saw: refused when it changed in between'),
  }),
  returns: Task,
  problems: ['not-found', 'task-done', 'task-changed', 'not-permitted', 'values-refused'],
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

const EntryPerson = Person.extend({
  id: MemberId.nullable().describe('Null: is no member any more'),
})
const changed = <T extends z.ZodType>(value: T) => z.object({ from: value, to: value })
const EntryHub = z
  .object({ id: HubId, name: z.string() })
  .nullable()
  .describe('Null: none of your hubs, or deleted')

/** What happened to a task, and what was said of it: one stream. */
export const TaskEntry = z.object({
  id: TaskEntryId,
  at: Time,
  by: EntryPerson.nullable().describe('Null: Foyer itself'),
  event: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('created'), added: z.array(EntryPerson) }),
    z.object({ kind: z.literal('imported'), added: z.array(EntryPerson) }),
    z.object({
      kind: z.literal('edited'),
      title: changed(z.string()).optional(),
      startsAt: changed(Time).optional(),
      endsAt: changed(Time).optional(),
      components: z.array(z.string()).describe('Ids of those whose value changed'),
    }),
    z.object({
      kind: z.literal('assigned'),
      added: z.array(EntryPerson),
      removed: z.array(EntryPerson),
    }),
    z.object({
      kind: z.literal('moved'),
      from: EntryHub,
      to: EntryHub,
      removed: z.array(EntryPerson).describe('Who lost it, not having the new hub'),
    }),
    z.object({ kind: z.literal('done') }),
    z.object({
      kind: z.literal('commented'),
      text: z.string().nullable().describe('Null: removed'),
      mayRemove: z.boolean(),
    }),
  ]),
})
export type TaskEntry = z.infer<typeof TaskEntry>

export const listTaskEntries = route({
  method: 'GET',
  path: '/tasks/:taskId/entries',
  area: 'Tasks',
  summary: 'What happened to a task and what was said of it, the newest first',
  access: 'tasks:view',
  rate: 'read',
  params: one,
  query: z.object({ cursor: Cursor.optional(), limit: pageQuery.limit }),
  returns: z.object({ items: z.array(TaskEntry), nextCursor: z.string().nullable() }),
  problems: ['not-found', 'values-refused'],
})

export const addComment = route({
  method: 'POST',
  path: '/tasks/:taskId/comments',
  area: 'Tasks',
  summary: 'Say something about a task, a done one too; with tasks:do or tasks:edit',
  access: 'tasks:view',
  rate: 'write',
  idempotent: true,
  params: one,
  body: z.object({ text: lines(2000).refine((text) => text.trim() !== '', { error: 'is empty' }) }),
  returns: TaskEntry,
  status: 201,
  problems: ['not-found', 'not-permitted'],
})

export const removeComment = route({
  method: 'DELETE',
  path: '/tasks/:taskId/comments/:entryId',
  area: 'Tasks',
  summary:
    'Take back a comment of yours, or with tasks:edit anybody’s; that there was one stays to be seen',
  access: 'tasks:view',
  rate: 'write',
  params: one.extend({ entryId: TaskEntryId }),
  returns: null,
  problems: ['not-found', 'not-permitted'],
})

/** A saved filter of the task page. It holds no tasks: whoever opens it sees what they may see. */
export const TaskView = z.object({
  id: TaskViewId,
  name: z.string(),
  query: TaskFilter.extend({ sort }),
  shared: z.boolean().describe('Offered to everybody'),
  mine: z.boolean(),
  by: Person.nullable().describe('Who made it; null: is no member any more'),
  may: z.object({ edit: z.boolean() }),
})
export type TaskView = z.infer<typeof TaskView>

const ViewBody = z.object({
  name: line(60),
  query: TaskFilter.extend({ sort }).strict(),
  shared: z.boolean().default(false).describe('Wants tasks:assign'),
})

export const listTaskViews = route({
  method: 'GET',
  path: '/task-views',
  area: 'Tasks',
  summary: 'Saved views of tasks: your own in your order, then those that others share',
  access: 'tasks:view',
  rate: 'read',
  returns: z.object({ items: z.array(TaskView) }),
  problems: [],
})

export const createTaskView = route({
  method: 'POST',
  path: '/task-views',
  area: 'Tasks',
  summary: 'Save a view of tasks, at most 50 a member',
  access: 'tasks:view',
  rate: 'write',
  idempotent: true,
  body: ViewBody,
  returns: TaskView,
  status: 201,
  problems: ['name-taken', 'not-permitted', 'too-many', 'values-refused'],
})

const oneView = z.object({ viewId: TaskViewId })

export const updateTaskView = route({
  method: 'PUT',
  path: '/task-views/:viewId',
  area: 'Tasks',
  summary: 'Change a view of yours, or with tasks:assign one that is shared',
  access: 'tasks:view',
  rate: 'write',
  params: oneView,
  body: ViewBody.extend({ shared: z.boolean().describe('Wants tasks:assign') }),
  returns: TaskView,
  problems: ['not-found', 'name-taken', 'not-permitted', 'too-many', 'values-refused'],
})

export const removeTaskView = route({
  method: 'DELETE',
  path: '/task-views/:viewId',
  area: 'Tasks',
  summary: 'Delete a view of yours, or with tasks:assign one that is shared',
  access: 'tasks:view',
  rate: 'write',
  params: oneView,
  returns: null,
  problems: ['not-found', 'not-permitted'],
})

export const orderTaskViews = route({
  method: 'PUT',
  path: '/task-view-order',
  area: 'Tasks',
  summary: 'Put your own views in an order; those left out follow',
  access: 'tasks:view',
  rate: 'write',
  body: z.object({ viewIds: z.array(TaskViewId).max(50) }),
  returns: z.object({ items: z.array(TaskView) }),
  problems: ['not-found'],
})
