import sql from 'sql-template-tag'
import type { TaskId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { claimAttachments } from '#server/attachments/claim-attachments.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import { changed } from '#server/audit/changed.ts'
import { checkValues } from '#server/flows/check-values.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries } from './add-task-entries.ts'
import { checkTimes } from './check-times.ts'
import { lockTasks } from './lock-tasks.ts'
import { placeOf } from './place-of.ts'
import { getTask, type KnownTask } from './task.ts'

interface TaskChange {
  title?: string | undefined
  startsAt?: string | undefined
  endsAt?: string | undefined
  values?: TaskValues | undefined
  /** Of the task that was seen. */
  version: number
}

/**
 * Changes title, times and first page of a task that is not done (TK1). What is said anew and equals what stands changes
 * nothing and leaves no trace.
 *
 * @throws not-found, task-done, task-changed, values-refused
 */
export async function updateTask(
  tx: Tx,
  caller: SessionCaller,
  taskId: TaskId,
  change: TaskChange,
  request: Where,
  now: Date,
): Promise<KnownTask> {
  await lockTasks(tx, caller, [taskId])
  const before = await getTask(tx, caller, taskId)
  if (before.version !== change.version) throw problem('task-changed')
  const title = change.title ?? before.title
  const startsAt = new Date(change.startsAt ?? before.startsAt)
  const endsAt = new Date(change.endsAt ?? before.endsAt)
  checkTimes(startsAt, endsAt)
  const values = change.values ? judgeFirstPage(before, change.values) : before.values
  if (change.values)
    await claimAttachments(tx, caller, {
      taskId,
      components: before.pages[0]?.components ?? [],
      values,
    })
  const place = placeOf(before.pages, values)
  await tx.query(sql`
    update tasks set title = ${title}, starts_at = ${startsAt}, ends_at = ${endsAt},
      "values" = ${JSON.stringify(values)}::jsonb, latitude = ${place?.latitude ?? null},
      longitude = ${place?.longitude ?? null}, updated_at = ${now}
    where id = ${taskId} and (title, starts_at, ends_at, "values")
      is distinct from (${title}, ${startsAt}::timestamptz, ${endsAt}::timestamptz, ${JSON.stringify(values)}::jsonb)`)
  const after = await getTask(tx, caller, taskId)
  if (after.version === before.version) return after
  const { components, ...said } = whatChanged(before, after)
  const entry = { kind: 'edited' as const, ...said, components }
  await addTaskEntries(tx, caller, [{ taskId, event: entry }], now)
  const times = { startsAt: after.startsAt, endsAt: after.endsAt }
  // What it is called stands in its own history: whoever reads the log may not see every hub's tasks.
  const fields = [
    ...('title' in said ? ['title'] : []),
    ...(components.length > 0 ? ['values'] : []),
  ]
  const details = { ...changed(before, times), ...(fields.length > 0 && { fields }) }
  const event = { action: 'task.updated', subjectId: taskId, details }
  await addAuditEvent(tx, caller, request, event, now)
  return after
}

/** All values that the task then has. What nobody sees stays; what is left out has none, not its default again. */
function judgeFirstPage({ pages, values: before }: KnownTask, given: TaskValues): TaskValues {
  const components = pages[0]?.components ?? []
  const leftOut = components
    .filter(({ id, kind }) => kind !== 'view' && !Object.hasOwn(given, id))
    .flatMap(({ id, visible }) => {
      if (visible) return [[id, null]]
      return Object.hasOwn(before, id) ? [[id, before[id]]] : []
    })
  const { values, errors } = checkValues(pages.slice(0, 1), {
    ...Object.fromEntries(leftOut),
    ...given,
  })
  if (errors.length > 0) throw problem('values-refused', { errors })
  const others = Object.entries(before).filter(([id]) => !components.some((one) => one.id === id))
  return { ...Object.fromEntries(others), ...values }
}

function whatChanged(before: KnownTask, after: KnownTask) {
  const fromTo = (key: 'title' | 'startsAt' | 'endsAt') =>
    before[key] === after[key] ? {} : { [key]: { from: before[key], to: after[key] } }
  const components = after.pages
    .flatMap((page) => page.components.map(({ id }) => id))
    .filter((id) => answerOf(before.values, id) !== answerOf(after.values, id))
  return { ...fromTo('title'), ...fromTo('startsAt'), ...fromTo('endsAt'), components }
}

const answerOf = (values: TaskValues, id: string) =>
  Object.hasOwn(values, id) ? JSON.stringify(values[id]) : undefined
