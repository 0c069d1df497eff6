import sql from 'sql-template-tag'
import { z } from 'zod'
import { FileId, TaskId } from '#api/common.ts'
import { TaskFilter } from '#api/tasks.ts'
import { addFile, appendToFile } from '#server/files/file.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import { csvHead, csvLine } from '#server/platform/csv.ts'
import type { Tx } from '#server/platform/database.ts'
import { filterTasks } from '../filter-tasks.ts'
import { firstTasks, orderOf } from '../first-tasks.ts'
import { summaryColumns, taskSources } from '../task.ts'
import { type ExportedTask, findValueColumns, taskColumns } from './task-columns.ts'

const TaskExportInput = z.object({
  filter: TaskFilter,
  timeZone: z.string().nullable(),
  at: z.string(),
})
export type TaskExportInput = z.infer<typeof TaskExportInput>

const State = z.object({
  fileId: FileId.nullable().default(null),
  after: TaskId.nullable().default(null),
  /** Whether the file has a column of e-mails; decided once, for its first line. */
  withEmails: z.boolean().default(false),
})

const tasksAtOnce = 500
const assigneeEmails = sql`(select coalesce(jsonb_agg(m.email order by m.sort_name, m.id), '[]')
  from task_assignees ta join members m on m.id = ta.member_id where ta.task_id = t.id)`
const daysKept = 7

/**
 * Writes tasks to a file, some a step, so that never all of them are in memory (TK1): those that whoever began it may know of at that
 * moment. By when they were made, which no change moves, so that none stands there twice.
 */
export const taskExportPerformer = operationPerformer({
  kind: 'task-export',
  permission: 'tasks:export',
  step: (tx, step, { now }) => writeSome(tx, step, now),
})

async function writeSome(tx: Tx, step: Step, now: Date): Promise<Stepped> {
  const { filter, timeZone, at } = TaskExportInput.parse(step.input)
  const state = State.parse(step.state)
  const { acting } = step
  const maySee = acting.permissions.has('users:view')
  const withEmails = state.fileId ? state.withEmails : maySee
  const columns = [
    ...taskColumns(timeZone ?? acting.organization.timeZone, withEmails),
    ...(filter.flowId ? await findValueColumns(tx, filter.flowId) : []),
  ]
  const fileId =
    state.fileId ??
    (await startFile(
      tx,
      step,
      columns.map(({ name }) => name),
      now,
    ))
  const filtered = await filterTasks(tx, { ...acting, timeZone }, filter, new Date(at))
  const place = state.after && { startsAt: '', id: state.after }
  const tasks = await tx.search<ExportedTask>(sql`
    with heads as materialized (${firstTasks(filtered, 'newest', place, tasksAtOnce)})
    select ${summaryColumns}, t."values", t.created_at as "createdAt", t.done_at as "doneAt",
      ${maySee ? assigneeEmails : sql`null`} as "assigneeEmails"
    from ${taskSources} where t.id in (select id from heads) ${orderOf('newest')}`)
  const lines = tasks.map((task) => csvLine(columns.map(({ cell }) => cell(task))))
  await appendToFile(tx, fileId, Buffer.from(lines.join('')))
  const done = step.done + tasks.length
  const finished = tasks.length < tasksAtOnce
  return {
    state: { fileId, after: tasks.at(-1)?.id ?? state.after, withEmails },
    done,
    // What was counted was an estimate.
    total: finished ? done : Math.max(step.total ?? 0, done),
    counts: { rows: done },
    fileId,
    finished,
  }
}

function startFile(
  tx: Tx,
  { organizationId, acting }: Step,
  names: readonly string[],
  now: Date,
): Promise<FileId> {
  const name = `tasks-${acting.organization.slug}-${now.toISOString().slice(0, 10)}.csv`
  const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
  const about = { kind: 'export', name, contentType: 'text/csv', expiresAt } as const
  return addFile(tx, organizationId, about, Buffer.from(csvHead(names)), now)
}
