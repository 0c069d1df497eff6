import sql from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

/**
 * Deletes a hub that nobody else is assigned to and that has no task (HB1).
 *
 * @throws not-found; hub-in-use, which says what to do first
 */
export async function removeHub(
  tx: Tx,
  caller: SessionCaller,
  hubId: HubId,
  request: Where,
  now: Date,
): Promise<undefined> {
  // Locked first: whoever assigns it or plans a task in it at this moment waits, and then finds it gone.
  const [hub] = await tx.query<{ name: string }>(
    sql`select name from hubs where id = ${hubId} for update`,
  )
  if (!hub) throw problem('not-found')
  const [use] = await tx.query<{ members: number; tasks: number }>(sql`
    select (select count(*) from (
        select from member_hubs where hub_id = ${hubId} and member_id <> ${caller.memberId} limit ${countedMax + 1}) m) as members,
      (select count(*) from (select from tasks where hub_id = ${hubId} limit ${countedMax + 1}) t) as tasks`)
  if (use && (use.members > 0 || use.tasks > 0))
    throw problem('hub-in-use', { detail: whatToDo(use) })
  await tx.query(sql`delete from hubs where id = ${hubId}`)
  await addAuditEvent(
    tx,
    caller,
    request,
    { action: 'hub.removed', subjectId: hubId, details: { name: hub.name } },
    now,
  )
}

const whatToDo = ({ members, tasks }: { members: number; tasks: number }) =>
  [
    members > 0 &&
      `Other members are assigned to it (${inWords(members)}): take it off them first.`,
    tasks > 0 && `It has tasks (${inWords(tasks)}): move or delete them first.`,
  ]
    .filter(Boolean)
    .join(' ')

const countedMax = 1000
const inWords = (count: number) => (count > countedMax ? `more than ${countedMax}` : count)
