import sql from 'sql-template-tag'
import type { HubId, MemberId, TaskEntryId } from '#api/common.ts'
import type { TaskEntry } from '#api/tasks.ts'
import { may, type SessionCaller } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import { type EventDetails, findNames, type NamedThen } from './add-task-entries.ts'
import { nameOf } from './task.ts'
import { visibleHubs } from './visible-tasks.ts'

/** What `readEntries` takes, of `task_entries e left join members m`. */
export const entryColumns = sql`e.id, e.at, e.kind, e.details, e.text, e.member_id as "memberId",
  case when m.id is not null then ${nameOf} else e.member_name end as "memberName"`

export interface EntryRow {
  id: TaskEntryId
  at: Date
  kind: EventDetails['kind']
  details: Partial<Record<'added' | 'removed' | 'from' | 'to', unknown>>
  text: string | null
  /** Null although there is a name: is no member any more. */
  memberId: MemberId | null
  memberName: string | null
}

type Event = TaskEntry['event']
type Moved = { from: HubId; to: HubId }

/** Entries as one who may know of their task reads them: a hub that is none of theirs is not named. */
export async function readEntries(
  tx: Tx,
  caller: SessionCaller,
  rows: readonly EntryRow[],
): Promise<TaskEntry[]> {
  const named = ({ details }: EntryRow) =>
    [details.added, details.removed].flatMap((list) => (list ?? []) as NamedThen[])
  const names = await findNames(
    tx,
    rows.flatMap(named).map(({ id }) => id),
  )
  const hubs = await findHubs(
    tx,
    caller,
    rows.filter(({ kind }) => kind === 'moved').map(({ details }) => details as unknown as Moved),
  )
  const people = (list: unknown) =>
    ((list ?? []) as NamedThen[]).map(({ id, name }) => {
      const now = names.get(id)
      return now === undefined ? { id: null, name } : { id, name: now }
    })
  const hub = (id: unknown) => hubs.get(id as HubId) ?? null

  return rows.map(({ id, at, kind, details, text, memberId, memberName }) => {
    const event = {
      ...details,
      kind,
      // What was noted of tasks of before there was a history says nothing of who had them.
      ...((kind === 'created' || kind === 'imported' || 'added' in details) && {
        added: people(details.added),
      }),
      ...('removed' in details && { removed: people(details.removed) }),
      ...(kind === 'moved' && { from: hub(details.from), to: hub(details.to) }),
      ...(kind === 'commented' && {
        text,
        mayRemove: text !== null && (memberId === caller.memberId || may(caller, 'tasks:edit')),
      }),
    } as unknown as Event
    return {
      id,
      at: at.toISOString(),
      by: memberName === null ? null : { id: memberId, name: memberName },
      event,
    }
  })
}

async function findHubs(tx: Tx, caller: SessionCaller, moves: readonly Moved[]) {
  const ids = [...new Set(moves.flatMap(({ from, to }) => [from, to]))]
  if (ids.length === 0) return new Map<HubId, { id: HubId; name: string }>()
  const rows = await tx.query<{ id: HubId; name: string }>(sql`
    select h.id, h.name from hubs h where h.id = any(${ids}::uuid[])
      and (${may(caller, 'hubs:view')} or h.id in (${visibleHubs(caller)}))`)
  return new Map(rows.map((row) => [row.id, row]))
}
