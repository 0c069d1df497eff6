import { FlowId, HubId } from '#api/common.ts'
import { TaskFilter, TaskSort, TaskStatus, type TaskView } from '#api/tasks.ts'

/** What a list of tasks is asked for: its filters and its order. */
export type ViewQuery = TaskView['query']

export const taskLayouts = ['list', 'board', 'map'] as const
/** Three ways to look at the same tasks. */
export type TaskLayout = (typeof taskLayouts)[number]

export const taskTabs = ['mine', ...TaskStatus.options, 'all'] as const
/** `mine`: my own by how urgent they are; `all`: whatever the status, or several of them. */
export type TaskTab = (typeof taskTabs)[number]

type Get = (name: string) => string | null

const { assigneeId, startsFrom, startsTo, q } = TaskFilter.shape

/** The filters that an address names; what it does not name rightly filters nothing. */
export function readFilters(get: Get) {
  return {
    q: q.safeParse(get('q') ?? undefined).data,
    hubId: HubId.safeParse(get('hub')).data,
    flowId: FlowId.safeParse(get('flow')).data,
    assigneeId: assigneeId.safeParse(get('assignee') ?? undefined).data,
    startsFrom: startsFrom.safeParse(get('starts-from') ?? undefined).data,
    startsTo: startsTo.safeParse(get('starts-to') ?? undefined).data,
  }
}

export const readSort = (get: Get): TaskSort | undefined =>
  TaskSort.safeParse(get('sort') ?? undefined).data

/** `?status=`: a tab, or several statuses with commas, which are parts of all. Null: the address says nothing. */
export function readStatus(get: Get): { tab: TaskTab; statuses: TaskStatus[] } | null {
  const said = get('status')
  const tab = taskTabs.find((one) => one === said)
  if (tab) return { tab, statuses: TaskStatus.options.filter((one) => one === tab) }
  const statuses = TaskStatus.options.filter((one) => said?.split(',').includes(one))
  return statuses.length > 0 ? { tab: 'all', statuses } : null
}

/** A saved view as the address says it. Without a hub of its own it shows those of the hub that one looks at. */
export const toAddress = ({ id, query }: Pick<TaskView, 'id' | 'query'>) => ({
  status: query.status ?? 'all',
  q: query.q ?? null,
  flow: query.flowId ?? null,
  assignee: query.assigneeId ?? null,
  'starts-from': query.startsFrom ?? null,
  'starts-to': query.startsTo ?? null,
  sort: query.sort ?? null,
  ...(query.hubId && { hub: query.hubId }),
  saved: id,
})

/** Whether what is on screen is still what the view was saved as; one without a hub of its own fits every hub. */
export function isSame(saved: ViewQuery, shown: ViewQuery): boolean {
  const words = ({ hubId, ...query }: ViewQuery) =>
    JSON.stringify(
      Object.entries({ ...query, ...(saved.hubId && { hubId }) })
        .filter(([, value]) => value !== undefined)
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    )
  return words(saved) === words(shown)
}
