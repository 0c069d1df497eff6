import sql from 'sql-template-tag'
import type { HubId } from '#api/common.ts'
import type { HubDetail } from '#api/hubs.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addAuditEvent, type Where } from '#server/audit/add-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'
import { countedMax, countUse } from './hub.ts'

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
  const use = await countUse(tx, caller, hubId)
  if (use.otherMembers + use.openTasks + use.doneTasks > 0)
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

const whatToDo = ({ otherMembers, openTasks, doneTasks, assigned }: HubDetail['use']) =>
  [
    otherMembers > 0 &&
      `Other members are assigned to it (${inWords(otherMembers)}): take it off them first.`,
    openTasks > 0 &&
      (assigned
        ? `It has open tasks (${inWords(openTasks)}): move or delete them first.`
        : `It has open tasks (${inWords(openTasks)}), which only those who are assigned to it see: assign yourself, then move or delete them.`),
    doneTasks > 0 &&
      `Tasks were done in it (${inWords(doneTasks)}), which stay for good: rename it instead.`,
  ]
    .filter(Boolean)
    .join(' ')

const inWords = (count: number) => (count > countedMax ? `more than ${countedMax}` : count)
