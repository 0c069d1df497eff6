import sql from 'sql-template-tag'
import type { FlowId, OperationId, TaskId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { Acting } from '#server/access/caller.ts'
import { addAuditEvents } from '#server/audit/add-audit-events.ts'
import type { Tx } from '#server/platform/database.ts'
import { addTaskEntries, findNames, withNames } from '../add-task-entries.ts'
import { placeOf } from '../place-of.ts'
import type { TaskRow } from './read-task-row.ts'

interface Form {
  flowId: FlowId
  flowVersion: number
  firstPage: readonly FlowPage[]
}

/** Makes tasks of rows that have been judged, each table by one statement; their ids are in the order of the file. */
export async function writeTasks(
  tx: Tx,
  acting: Acting,
  { flowId, flowVersion, firstPage }: Form,
  rows: readonly TaskRow[],
  operationId: OperationId,
  now: Date,
): Promise<void> {
  if (rows.length === 0) return
  const given = rows.map(({ values, assigneeIds, ...row }, n) => ({
    ...row,
    ...(placeOf(firstPage, values) ?? { latitude: null, longitude: null }),
    n,
    values,
    status: assigneeIds.length > 0 ? 'ongoing' : 'unassigned',
  }))
  const made = await tx.query<{ n: number; id: TaskId }>(sql`
    with ids as materialized (
      select uuid7() as id from generate_series(1, ${given.length})
    ), ordered as (
      select id, row_number() over (order by id) - 1 as n from ids
    ), given as materialized (
      select o.id, r.* from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as r (n int, title text, status text,
        "hubId" uuid, "values" jsonb, "startsAt" timestamptz, "endsAt" timestamptz, latitude float8, longitude float8)
      join ordered o on o.n = r.n
    ), added as (
      insert into tasks (organization_id, id, hub_id, flow_id, flow_version, title, status, "values", starts_at, ends_at,
        latitude, longitude, created_by, created_at)
      select ${acting.organizationId}, id, "hubId", ${flowId}, ${flowVersion}, title, status, "values", "startsAt", "endsAt",
        latitude, longitude, ${acting.memberId}, ${now} from given
    )
    select n, id from given order by n`)
  const tasks = rows.map((row, n) => ({ ...row, id: (made[n] as { id: TaskId }).id }))
  const pairs = tasks.flatMap(({ id, assigneeIds }) =>
    assigneeIds.map((memberId) => ({ id, memberId })),
  )
  await tx.query(sql`
    insert into task_assignees (organization_id, task_id, member_id)
    select ${acting.organizationId}, p.id, p."memberId"
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p (id uuid, "memberId" uuid)`)
  const names = await findNames(
    tx,
    pairs.map(({ memberId }) => memberId),
  )
  const entries = tasks.map(({ id, assigneeIds }) => ({
    taskId: id,
    event: { kind: 'imported' as const, added: withNames(assigneeIds, names) },
  }))
  await addTaskEntries(tx, acting, entries, now)
  const subjectIds = tasks.map(({ id }) => id)
  const details = { flowId, operationId }
  await addAuditEvents(tx, acting, null, { action: 'task.created', subjectIds, details }, now)
}
