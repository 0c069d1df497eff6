import sql from 'sql-template-tag'
import type { FlowId, HubId, MemberId, TaskId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { TaskValues } from '#api/tasks.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { checkValues } from '#server/flows/check-values.ts'
import { flowNames } from '#server/flows/default-flows.ts'
import type { Tx } from '#server/platform/database.ts'
import { addComment } from '#server/tasks/add-comment.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { createTaskView } from '#server/tasks/create-task-view.ts'
import { endTask } from '#server/tasks/end-task.ts'
import { believableAnswers } from './believable-answers.ts'
import type { DemoOrganization, PersonKey } from './demo-data.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Work of the last and the next days, by daylight: of every three tasks one is done, one runs, one waits; with what is said about it, and views that are shared. */
export async function addWork(
  tx: Tx,
  owner: SessionCaller,
  demo: DemoOrganization,
  members: Partial<Record<PersonKey, { id: MemberId; hubs: readonly string[] }>>,
  requestOf: () => Where,
  now: Date,
): Promise<void> {
  const hubs = await tx.query<{ id: HubId; name: string }>(sql`select id, name from hubs`)
  const flows = await tx.query<{ id: FlowId; name: string; pages: FlowPage[] }>(
    sql`select id, name, pages from flows`,
  )
  const [day] = await tx.query<{ midnight: Date }>(
    sql`select date_trunc('day', ${now}::timestamptz, ${demo.timeZone}) as midnight`,
  )
  const midnight = day?.midnight.getTime() ?? now.getTime()
  const assigned: Record<string, number> = {}
  let turn = 0
  for (const { flow: wanted, titles } of demo.work) {
    const name = wanted in flowNames ? flowNames[wanted as keyof typeof flowNames] : wanted
    const flow = flows.find((each) => each.name === name)
    if (!flow) throw new Error(`the demo has no flow ${name}`)
    for (const title of titles) {
      const state = (['done', 'ongoing', 'unassigned'] as const)[turn % 3]
      const hub = hubOf(demo, title, turn)
      const doers = doersOf(members, hub)
      const nth = (assigned[hub] ?? -1) + (state === 'unassigned' ? 0 : 1)
      assigned[hub] = nth
      const assignees = state === 'unassigned' ? [] : [doers[nth % doers.length] as MemberId]
      const day = { done: -1 - (turn % 9), ongoing: turn % 5 === 4 ? 1 : 0, unassigned: turn % 8 }
      const hour = 8 + ((turn * 2) % 9)
      const startsAt = new Date(midnight + day[state ?? 'ongoing'] * dayMs + hour * hourMs)
      // Some of what runs goes on until tomorrow, so that not all of it is late in the evening.
      const length = 2 + (turn % 4) * 2 + (state === 'ongoing' && turn % 2 === 0 ? 24 : 0)
      const task = await createTask(
        tx,
        owner,
        {
          flowId: flow.id,
          hubId: hubs.find((each) => each.name === hub)?.id as HubId,
          title,
          values: believableAnswers(flow.pages.slice(0, 1), {}, demo, turn, startsAt),
          startsAt: startsAt.toISOString(),
          endsAt: new Date(startsAt.getTime() + length * hourMs).toISOString(),
          assigneeIds: assignees,
        },
        requestOf(),
        new Date(Math.min(now.getTime(), startsAt.getTime()) - dayMs),
      )
      for (const { person, on, text } of demo.comments ?? []) {
        const memberId = members[person]?.id
        const at = new Date(Math.min(now.getTime(), startsAt.getTime()) - hourMs)
        if (on === title && memberId)
          await addComment(tx, { ...owner, memberId }, task.id, text, at)
      }
      const doer = assignees[0]
      if (state === 'done' && doer) {
        const stands = task.values
        const given = believableAnswers(flow.pages, stands, demo, turn, startsAt)
        const form = { taskId: task.id, pages: flow.pages, stands }
        const at = new Date(startsAt.getTime() + 2 * hourMs)
        await markDone(tx, { ...owner, memberId: doer }, form, given, requestOf(), at)
      }
      turn++
    }
  }
  for (const view of demo.views ?? []) await createTaskView(tx, owner, { ...view, shared: true })
}

/** The hub that a title speaks of; else one after the other. */
function hubOf({ hubs }: DemoOrganization, title: string, turn: number): string {
  const named = hubs.find(({ name }) => name.split(' ').some((word) => title.includes(word)))
  return (named ?? hubs[turn % hubs.length])?.name as string
}

/** Who works at a hub, the newest first; the founder only where nobody else does. */
function doersOf(
  members: Partial<Record<PersonKey, { id: MemberId; hubs: readonly string[] }>>,
  hub: string,
): MemberId[] {
  const [founder, ...others] = Object.values(members)
    .filter(({ hubs }) => hubs.includes(hub))
    .map(({ id }) => id)
  return others.length > 0 ? others.toReversed() : [founder as MemberId]
}

/** Ends a task as whoever does it would, but for the photos and signatures that its form asks for: the demo has no camera. */
async function markDone(
  tx: Tx,
  doer: SessionCaller,
  { taskId, pages, stands }: { taskId: TaskId; pages: readonly FlowPage[]; stands: TaskValues },
  given: TaskValues,
  request: Where,
  now: Date,
): Promise<void> {
  const pictures = pages
    .flatMap(({ components }) => components)
    .filter(({ kind }) => kind === 'photo' || kind === 'signature')
  const { values, errors } = checkValues(pages, given, stands)
  const faults = errors.filter(
    ({ pointer }) => !pictures.some(({ id }) => pointer.endsWith(`/${id}`)),
  )
  if (faults.length > 0) throw new Error(`the demo cannot answer ${JSON.stringify(faults)}`)
  await endTask(tx, doer, { id: taskId, pages, values }, request, now)
}
