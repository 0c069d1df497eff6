import { Email, type HubId, type RoleId, withoutTurns } from '#api/common.ts'
import type { Field, FieldValue } from '#api/fields.ts'
import { type ImportReason, type ImportTarget, importReasons } from '#api/imports.ts'
import { EmployeeId, Phone } from '#api/members.ts'
import { checkAnswers } from '#server/members/check-answers.ts'
import { listed, toDate, unescaped } from '#server/platform/tables/cell.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'

/** What a file may name, by what people write. */
export interface ImportContext {
  roles: ReadonlyMap<string, RoleId>
  hubs: ReadonlyMap<string, HubId>
  fields: readonly Field[]
}

/** What a row says of a person; null or absent: nothing, and what is there stays. */
export interface ImportRow {
  line: number
  email: string | null
  employeeId: string | null
  firstName: string | null
  lastName: string | null
  title: string | null
  phone: string | null
  roleId: RoleId | null
  hubIds: HubId[] | null
  answers: ReadonlyMap<string, FieldValue>
}

/** Why a row is refused. */
export interface RowError {
  line: number
  /** Number of the column, from 0; null: the row as a whole. */
  column: number | null
  value: string
  reason: ImportReason
}

type Mapping = readonly (ImportTarget | null)[]

/** What somebody may put into a name, a title: one line, not longer than the API takes. */
const wordsMax = 100

/** Reads a record by what each column is: everything that is wrong with it, not the first mistake alone. Pure. */
export function readRow(
  record: FileRecord,
  mapping: Mapping,
  context: ImportContext,
): { row: ImportRow; errors: RowError[] } {
  const { line, cells } = record
  const row: ImportRow = { line, ...nothing, answers: new Map() }
  const errors: RowError[] = []
  const given: Record<string, FieldValue> = {}
  const columnOf = new Map<string, number>()
  mapping.forEach((target, column) => {
    const value = unescaped(cells[column] ?? '')
    if (!target || value === '') return
    const refuse = (reason: ImportReason) => errors.push({ line, column, value, reason })
    if (target.startsWith('field:')) {
      const id = target.slice('field:'.length)
      const field = context.fields.find((one) => one.id === id)
      if (!field) return
      columnOf.set(id, column)
      given[id] = toAnswer(field, value)
      return
    }
    // As names are kept, and of roles and hubs are looked for.
    const name = withoutTurns(value).trim()
    if (name === '') return
    const read = readers[target as keyof typeof readers](name, context)
    if ('reason' in read) refuse(read.reason)
    else Object.assign(row, read)
  })
  const checked = checkAnswers(context.fields, given, 'values')
  for (const { pointer, code } of checked.errors) {
    const column = columnOf.get(pointer.slice('#/values/'.length)) ?? null
    const value = column === null ? '' : (cells[column] ?? '')
    errors.push({ line, column, value, reason: reasonOf(code) })
  }
  return { row: { ...row, answers: checked.answers }, errors }
}

/** What is wrong with an answer; what has no name of its own here is invalid. */
const reasonOf = (code: string | undefined): ImportReason =>
  importReasons.find((reason) => reason === `answer-${code}`) ?? 'answer-invalid'

const nothing = {
  email: null,
  employeeId: null,
  firstName: null,
  lastName: null,
  title: null,
  phone: null,
  roleId: null,
  hubIds: null,
}

type Read = Partial<ImportRow> | { reason: ImportReason }

const words =
  (name: 'firstName' | 'lastName' | 'title') =>
  (value: string): Read =>
    value.length > wordsMax
      ? { reason: 'too-long' }
      : /[\u0000-\u001f\u007f\u2028\u2029]/.test(value)
        ? { reason: 'not-one-line' }
        : { [name]: value }

const readers = {
  email: (value: string): Read => {
    const email = Email.safeParse(value).data
    return email ? { email } : { reason: 'not-an-email' }
  },
  employeeId: (value: string): Read => {
    const employeeId = EmployeeId.safeParse(value).data
    return employeeId ? { employeeId } : { reason: 'not-an-employee-id' }
  },
  firstName: words('firstName'),
  lastName: words('lastName'),
  title: words('title'),
  phone: (value: string): Read => {
    const phone = Phone.safeParse(value).data
    return phone ? { phone } : { reason: 'not-a-phone-number' }
  },
  role: (value: string, { roles }: ImportContext): Read => {
    const roleId = roles.get(value.toLowerCase())
    return roleId ? { roleId } : { reason: 'no-such-role' }
  },
  hubs: (value: string, { hubs }: ImportContext): Read => {
    const ids = listed(value).map((name) => hubs.get(name.toLowerCase()))
    return ids.includes(undefined)
      ? { reason: 'no-such-hub' }
      : { hubIds: [...new Set(ids as HubId[])] }
  },
}

/** As people write it in a cell; what cannot be understood stays as it is, and is refused by the field. */
function toAnswer({ kind, options }: Field, value: string): FieldValue {
  const option = (text: string) =>
    options.find(({ id, label }) => id === text || label.toLowerCase() === text.toLowerCase())
      ?.id ?? text
  if (kind === 'number')
    return /^[+-]?\d+([.,]\d+)?$/.test(value) ? Number(value.replace(',', '.')) : value
  if (kind === 'date') return toDate(value)
  if (kind === 'single_choice') return option(value)
  if (kind === 'multiple_choice') return listed(value).map(option)
  return value
}
