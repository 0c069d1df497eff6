import sql from 'sql-template-tag'
import type { MemberId, OrganizationId, TaskEntryId, TaskId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf } from './task.ts'

/** Somebody as they were called then. */
export interface NamedThen {
  id: MemberId
  name: string
}

/** What an entry keeps of its event; ids of hubs alone, for not everybody who reads it may know them. */
export type EventDetails =
  | { kind: 'created' | 'imported'; added: readonly NamedThen[] }
  | {
      kind: 'edited'
      title?: { from: string; to: string }
      startsAt?: { from: string; to: string }
      endsAt?: { from: string; to: string }
      components: readonly string[]
    }
  | { kind: 'assigned'; added: readonly NamedThen[]; removed: readonly NamedThen[] }
  | { kind: 'moved'; from: string; to: string; removed: readonly NamedThen[] }
  | { kind: 'done' }
  | { kind: 'commented' }

/** Notes what happened to tasks, in the transaction in which it does; without a member it is Foyer's own doing. */
export async function addTaskEntries(
  tx: Tx,
  { organizationId, memberId }: { organizationId: OrganizationId; memberId: MemberId | null },
  events: readonly { taskId: TaskId; event: EventDetails; text?: string }[],
  now: Date,
): Promise<TaskEntryId[]> {
  if (events.length === 0) return []
  const rows = events.map(({ taskId, event: { kind, ...details }, text }) => ({
    task_id: taskId,
    kind,
    details,
    text: text ?? null,
  }))
  const added = await tx.query<{ id: TaskEntryId }>(sql`
    insert into task_entries (organization_id, task_id, at, kind, member_id, member_name, details, text)
    select ${organizationId}, e.task_id, ${now}, e.kind, m.id, case when m.id is not null then ${nameOf} end, e.details, e.text
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (task_id uuid, kind text, details jsonb, text text)
    left join members m on m.id = ${memberId}
    returning id`)
  return added.map(({ id }) => id)
}

/** What members are called now, by id. */
export async function findNames(
  tx: Tx,
  memberIds: readonly MemberId[],
): Promise<ReadonlyMap<MemberId, string>> {
  const ids = [...new Set(memberIds)]
  if (ids.length === 0) return new Map()
  const rows = await tx.query<NamedThen>(
    sql`select m.id, ${nameOf} as name from members m where m.id = any(${ids}::uuid[])`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Members with what they are called now. */
export const withNames = (
  memberIds: readonly MemberId[],
  names: ReadonlyMap<MemberId, string>,
): NamedThen[] => memberIds.map((id) => ({ id, name: names.get(id) ?? '' }))
