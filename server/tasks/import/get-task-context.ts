import sql from 'sql-template-tag'
import type { HubId, MemberId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { Acting } from '#server/access/caller.ts'
import type { Tx } from '#server/platform/database.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'
import { visibleHubs } from '../visible-tasks.ts'
import { addressesIn, type TaskContext } from './read-task-row.ts'
import type { Mapping } from './task-import.ts'

interface Chosen {
  firstPage: readonly FlowPage[]
  mapping: Mapping
  hubId: HubId | null
  timeZone: string
}

/** What these rows may name, as it stands now: the importer's hubs, and of those whom the rows name the ones who can work. */
export async function getTaskContext(
  tx: Tx,
  acting: Acting,
  { mapping, ...chosen }: Chosen,
  rows: readonly FileRecord[],
  now: Date,
): Promise<TaskContext> {
  const column = mapping.indexOf('assignees')
  const addresses = [...new Set(rows.flatMap(({ cells }) => addressesIn(cells[column] ?? '')))]
  const hubs = await tx.query<{ id: HubId; name: string; key: string }>(
    sql`select h.id, h.name, lower(h.name) as key from hubs h where h.id in (${visibleHubs(acting)})`,
  )
  const people = await tx.query<{ id: MemberId; email: string; hubIds: HubId[] }>(sql`
    select m.id, m.email, array(select mh.hub_id from member_hubs mh where mh.member_id = m.id) as "hubIds"
    from members m where m.email = any(${addresses}) and m.status in ('active', 'registering')`)
  return {
    ...chosen,
    hubs: new Map(hubs.map(({ key, ...hub }) => [key, hub])),
    people: new Map(people.map(({ email, ...person }) => [email, person])),
    importer: acting.memberId,
    mayAssign: acting.permissions.has('tasks:assign'),
    now,
  }
}
