import { ApiError, type Client } from '#api/client.ts'
import { api } from '#api/index.ts'
import type { Task, TaskSummary } from '#api/tasks.ts'
import { type Ahead, isBegun, type Work } from './shelf.ts'

/** As many as somebody does in three days: a shelf is no copy of a list. */
export const aheadMax = 50

/** Few at once: whoever looks at a page meanwhile comes first. */
const lanes = 3
const answerMs = 30_000

type Session = Awaited<ReturnType<Client['getSession']>>

/** Whether somebody's role lets them see tasks and do them. */
export const mayDo = ({ permissions }: Pick<Session, 'permissions'>): boolean =>
  [api.listTasks, api.finishTask].every(({ access }) => permissions.includes(access))

/** Of whoever may not do tasks any more: all that nobody has begun goes. */
export const nothingAhead = (kept: readonly Work[]): Ahead => ({
  tasks: [],
  unchanged: [],
  gone: kept.map(({ taskId }) => taskId),
  more: false,
  whole: true,
})

type Asked = Pick<Client, 'listTasks' | 'getTask'>

/**
 * What the shelf of a member should hold for the time without a connection: their open tasks of today and the next two days,
 * and overdue ones as far as there is room. Asks only for what has changed; where the connection goes meanwhile, it answers
 * with what had come.
 *
 * @throws whatever the list answers but a list
 */
export async function fetchAhead(client: Asked, kept: readonly Work[]): Promise<Ahead> {
  const { due, more } = await listDue(client)
  const dueIds = new Set<string>(due.map(({ id }) => id))
  const byId = new Map(kept.map((work) => [work.taskId, work]))
  const open = due.filter(({ id }) => !isBegun(byId.get(id)))
  const [unchanged, changed] = split(open, (task) => isSame(task, byId.get(task.id)?.task))
  const [unopened, opened] = split(
    kept.filter((work) => !isBegun(work) && !dueIds.has(work.taskId)),
    ({ ahead }) => ahead,
  )
  // Whatever somebody has opened here stays, for whichever day, as long as they may do it.
  const asked = [...changed.map(({ id }) => id), ...opened.map(({ taskId }) => taskId)]
  const found = await findTasks(client, asked)
  return {
    tasks: found.tasks,
    unchanged: unchanged.map(({ id }) => id),
    gone: [...unopened.map(({ taskId }) => taskId), ...found.gone],
    more,
    whole: found.tasks.length + found.gone.length === asked.length,
  }
}

async function listDue(client: Asked) {
  const mine = { assigneeId: 'me', status: 'ongoing' } as const
  const signal = AbortSignal.timeout(answerMs)
  const soon = await client.listTasks({
    query: {
      ...mine,
      startsFrom: 'today',
      startsTo: 'in-3-days',
      sort: 'earliest',
      limit: aheadMax,
    },
    signal,
  })
  const room = aheadMax - soon.items.length
  const overdue = await client.listTasks({
    query: { ...mine, startsTo: 'today', sort: 'latest', limit: Math.max(room, 1) },
    signal,
  })
  return {
    due: [...soon.items, ...overdue.items.slice(0, room)],
    more: [soon, overdue].some(({ nextCursor }) => nextCursor) || overdue.items.length > room,
  }
}

/** The form of a task is that of the day on which it was made, and each change of its values counts its version up. */
const isSame = (now: TaskSummary, kept: Task | null | undefined): boolean =>
  kept !== null &&
  kept !== undefined &&
  Object.entries(now).every(
    ([name, value]) => JSON.stringify(value) === JSON.stringify(kept[name as keyof TaskSummary]),
  )

async function findTasks(client: Asked, taskIds: readonly string[]) {
  const tasks: Task[] = []
  const gone: string[] = []
  // Shared by the lanes: whoever is free takes the next.
  const next = taskIds.values()
  const run = async () => {
    for (const taskId of next) {
      const task = await findTask(client, taskId)
      if (task?.may.finish) tasks.push(task)
      else gone.push(taskId)
    }
  }
  // One that has no connection ends its lane, and the others end by themselves.
  await Promise.allSettled(Array.from({ length: lanes }, run))
  return { tasks, gone }
}

/** Null: it is not there for this member. */
const findTask = (client: Asked, taskId: string) =>
  client
    .getTask({ params: { taskId }, signal: AbortSignal.timeout(answerMs) })
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.type === 'not-found') return null
      throw error
    })

function split<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))]
}
