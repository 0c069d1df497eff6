import { Email, type HubId, type MemberId, withoutTurns } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { FieldError } from '#api/problem.ts'
import { type TaskImportReason, taskImportReasons } from '#api/task-imports.ts'
import { createTask, type TaskValues } from '#api/tasks.ts'
import { checkValues } from '#server/flows/check-values.ts'
import { unescaped } from '#server/platform/tables/cell.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'
import { timesOf } from '../times-of.ts'
import { readTime } from './read-time.ts'
import { readValue } from './read-value.ts'
import type { Mapping } from './task-import.ts'

/** What rows may name, and who imports them, as it stands now. */
export interface TaskContext {
  firstPage: readonly FlowPage[]
  /** Of the importer, by their names in lower case. */
  hubs: ReadonlyMap<string, { id: HubId; name: string }>
  /** For rows that name none. */
  hubId: HubId | null
  /** Who can work, by e-mail, with their hubs. */
  people: ReadonlyMap<string, { id: MemberId; hubIds: readonly HubId[] }>
  importer: MemberId
  mayAssign: boolean
  timeZone: string
  now: Date
}

/** What a row says of a task; null: it could not be understood. */
export interface TaskRow {
  line: number
  title: string
  hubId: HubId | null
  startsAt: Date | null
  endsAt: Date | null
  assigneeIds: MemberId[]
  values: TaskValues
}

/** Why a row is passed over. */
export interface RowError {
  line: number
  /** Number of the column, from 0; null: the row as a whole. */
  column: number | null
  value: string
  reason: TaskImportReason
  /** Title of the component that it is about. */
  component: string | null
  values: Record<string, string | number>
}

const { title: Title, startsAt: TaskTime, assigneeIds: Assignees } = createTask.body.shape

/**
 * Reads a row by what each column is, and judges it as if the task were created by hand: everything that is wrong with it, not the
 * first mistake alone. Pure.
 */
export function readTaskRow(
  { line, cells }: FileRecord,
  mapping: Mapping,
  context: TaskContext,
): { row: TaskRow; errors: RowError[] } {
  const errors: RowError[] = []
  const targets: readonly (string | null)[] = mapping
  const columnOf = (target: string) => {
    const column = targets.indexOf(target)
    return column < 0 ? null : column
  }
  const cell = (target: string) => unescaped(cells[columnOf(target) ?? -1] ?? '')
  const refuse = (target: string, reason: TaskImportReason, value = cell(target)) => {
    errors.push({ line, column: columnOf(target), value, reason, component: null, values: {} })
  }

  // As names are kept, and of hubs are looked for.
  const name = (target: string) => withoutTurns(cell(target)).trim()
  const title = name('title')
  const refusedTitle = judgeTitle(title)
  if (refusedTitle) refuse('title', refusedTitle)
  const times = readTimes(cell, context, refuse)
  const hubId = readHub(name('hub'), context, refuse)
  const assigneeIds = readAssignees(cell('assignees'), hubId, context, refuse)
  const { values, refused } = readValues(cell, context)
  for (const { id, component, reason, values: details } of refused) {
    const target = `component:${id}`
    const value = cell(target)
    errors.push({ line, column: columnOf(target), value, reason, component, values: details })
  }
  // As they stand in the file; what concerns the row as a whole comes last.
  errors.sort((one, other) => (one.column ?? cells.length) - (other.column ?? cells.length))
  return { row: { line, title, hubId, ...times, assigneeIds, values }, errors }
}

type Cell = (target: string) => string
type Refuse = (target: string, reason: TaskImportReason, value?: string) => void

function judgeTitle(title: string): TaskImportReason | null {
  if (title === '') return 'no-title'
  if (Title.safeParse(title).success) return null
  return Title.safeParse('x'.repeat(title.length)).success ? 'title-not-one-line' : 'title-too-long'
}

function readTimes(cell: Cell, { timeZone, now }: TaskContext, refuse: Refuse) {
  const read = (target: 'start' | 'end') => {
    const text = cell(target)
    if (text === '') return undefined
    const at = readTime(text, timeZone, target === 'start' ? 'begins' : 'ends')
    if (at && TaskTime.safeParse(at.toISOString()).success) return at
    refuse(target, at ? 'too-far-away' : 'not-a-time')
    return null
  }
  const given = { startsAt: read('start'), endsAt: read('end') }
  if (given.startsAt === null || given.endsAt === null)
    return { startsAt: given.startsAt ?? null, endsAt: given.endsAt ?? null }
  const times = timesOf({ startsAt: given.startsAt, endsAt: given.endsAt }, now)
  if (times.endsAt < times.startsAt) refuse(given.endsAt ? 'end' : 'start', 'ends-before-start')
  return times
}

function readHub(name: string, { hubs, hubId }: TaskContext, refuse: Refuse): HubId | null {
  if (name !== '') {
    const named = hubs.get(name.toLowerCase())
    if (!named) refuse('hub', 'none-of-your-hubs')
    return named?.id ?? null
  }
  if (hubId === null) refuse('hub', 'no-hub')
  // Lost since it was chosen.
  else if (![...hubs.values()].some(({ id }) => id === hubId)) refuse('hub', 'none-of-your-hubs')
  else return hubId
  return null
}

/** The addresses that stand in a cell, as they are kept; what is no address stays as it is. */
export const addressesIn = (cell: string): string[] => {
  const written = cell.split(/[\s;,|]+/).filter((part) => part !== '')
  return [...new Set(written.map((one) => Email.safeParse(one).data ?? one))]
}

/** The same answer for nobody, for members of elsewhere, and for those who have not this hub. */
function readAssignees(
  text: string,
  hubId: HubId | null,
  { people, mayAssign, importer }: TaskContext,
  refuse: Refuse,
): MemberId[] {
  const ids: MemberId[] = []
  for (const address of addressesIn(text)) {
    const person = people.get(address)
    if (!mayAssign && person?.id !== importer)
      refuse('assignees', 'assigning-not-permitted', address)
    else if (!person || (hubId !== null && !person.hubIds.includes(hubId)))
      refuse('assignees', 'not-assignable', address)
    else ids.push(person.id)
  }
  if (!Assignees.safeParse(ids).success) refuse('assignees', 'too-many-assignees')
  return ids
}

function readValues(cell: Cell, { firstPage, timeZone }: TaskContext) {
  const components = firstPage.flatMap((page) => page.components)
  const given: TaskValues = {}
  for (const component of components) {
    const text = cell(`component:${component.id}`)
    if (text !== '') given[component.id] = readValue(component, text, timeZone)
  }
  const { values, errors } = checkValues(firstPage, given)
  const refused = errors.map(({ pointer, code, values: details = {} }) => {
    const id = pointer.slice('#/values/'.length)
    const component = components.find((one) => one.id === id)?.title ?? id
    return { id, component, reason: reasonOf(code), values: details }
  })
  return { values, refused }
}

/** What has no name of its own here is invalid. */
const reasonOf = (code: FieldError['code']): TaskImportReason =>
  taskImportReasons.find((reason) => reason === `value-${code}`) ?? 'value-invalid'
