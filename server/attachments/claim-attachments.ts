import sql from 'sql-template-tag'
import { AttachmentId, type MemberId, type TaskId } from '#api/common.ts'
import type { Component } from '#api/flows.ts'
import { type FieldError, problem } from '#api/problem.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { attachmentIdsIn } from './attachment-ids-in.ts'

interface Claim {
  taskId: TaskId
  /** The part of the form that is being answered: what is said of other components stays as it is. */
  components: readonly Component[]
  /** All that these components hold from now on, as `checkValues` leaves them. */
  values: TaskValues
}

interface Row {
  id: AttachmentId
  kind: string
  state: string
  createdBy: MemberId | null
  taskId: TaskId | null
  componentId: string | null
}

/**
 * Gives the attachments that values name to their task, which must exist, and forgets those that these components held before
 * and hold no longer. An id counts where it is ready, of the component's kind, and either sent by the caller and of no task
 * yet, or in this place already; everything else is refused in the same words, so that nobody learns what there is. Idempotent.
 *
 * @throws values-refused at `#/values/<component>`
 */
export async function claimAttachments(
  tx: Tx,
  caller: SessionCaller,
  { taskId, components, values }: Claim,
): Promise<void> {
  const named = components.flatMap((component) =>
    attachmentIdsIn(component, values).map((id) => ({ id, component })),
  )
  const ids = named.map(({ id }) => id)
  const possible = ids.filter((id) => AttachmentId.safeParse(id).success)
  // In one order, so that two who claim the same never wait for each other.
  const rows = await tx.query<Row>(sql`
    select id, kind, state, created_by as "createdBy", task_id as "taskId", component_id as "componentId"
    from attachments where id = any(${possible}::uuid[]) order by id for update`)
  const known = new Map<string, Row>(rows.map((row) => [row.id, row]))
  const refused = named.filter(({ id, component }) => {
    const row = known.get(id)
    const twice = ids.indexOf(id) < ids.lastIndexOf(id)
    return twice || !row || !mayStand(row, component, taskId, caller.memberId)
  })
  if (refused.length > 0)
    throw problem('values-refused', {
      errors: [...new Set(refused.map(({ component }) => component.id))].map(refusalAt),
    })
  const placesOf = components.map(({ id }) => id)
  await tx.query(sql`
    delete from attachments where task_id = ${taskId} and component_id = any(${placesOf}::text[])
      and id <> all(${ids}::uuid[])`)
  await tx.query(sql`
    update attachments a set task_id = ${taskId}, component_id = named.component_id
    from unnest(${ids}::uuid[], ${named.map(({ component }) => component.id)}::text[]) as named (id, component_id)
    where a.id = named.id and a.task_id is null`)
}

const mayStand = (row: Row, { id, kind }: Component, taskId: TaskId, memberId: MemberId) =>
  row.state === 'ready' &&
  row.kind === kind &&
  (row.taskId === null
    ? row.createdBy === memberId
    : row.taskId === taskId && row.componentId === id)

const refusalAt = (id: string): FieldError => ({
  pointer: `#/values/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  code: 'no-attachment',
  detail: 'names a picture that you have not sent, or that is used elsewhere',
})
