import sql from 'sql-template-tag'
import { z } from 'zod'
import { FileId, HubId, ImportId, Language, RoleId } from '#api/common.ts'
import type { ImportReason } from '#api/imports.ts'
import type { Acting } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import type { Tx } from '#server/platform/database.ts'
import { readColumnNames } from '#server/platform/tables/table.ts'
import { reportRefused } from '#server/table-imports/report-refused.ts'
import { getImportContext } from './import-context.ts'
import { type Judged, judgeRows, listRolesToGive } from './judge-rows.ts'
import { type ImportRow, readRow } from './read-row.ts'
import { type Row, rowsOfImport } from './rows-of-import.ts'
import { getImportToChange, type ImportRecord } from './user-import.ts'
import { writeRows } from './write-rows.ts'

const ImportInput = z.object({
  importId: ImportId,
  choices: z.object({ roleId: RoleId, hubIds: z.array(HubId), update: z.boolean() }),
  /** Of the reasons in the file of refused rows; the organization's where none was noted. */
  language: Language.optional(),
})
export type ImportInput = z.infer<typeof ImportInput>

const State = z.object({
  /** Of the rows below the header, how many are behind it; null: the file has not been read yet. */
  next: z.number().int().nullable().default(null),
  /** The rows that were refused, for downloading; null: none yet. */
  reportId: FileId.nullable().default(null),
  columns: z.array(z.string()).default([]),
})
type State = z.infer<typeof State>

const rowsOfStep = 250

/**
 * Imports a file (US4): the first step reads it into rows, each other one judges and writes some, so that a crash loses
 * nothing and repeats nothing. Refused rows come back as a file, with the reason in front.
 */
export const importUsersPerformer = operationPerformer({
  kind: 'user-import',
  permission: 'users:add',
  step: async (tx, step, { now }) => {
    const input = ImportInput.parse(step.input)
    const state = State.parse(step.state)
    const record = await findImport(tx, step.acting, input.importId)
    if (!record) return { state, done: step.done, finished: true, failure: 'file-removed' }
    return state.next === null
      ? readIn(tx, step, record, state)
      : writeSome(tx, step, record, { ...state, next: state.next }, input, now)
  },
})

const findImport = async (tx: Tx, acting: Acting, id: ImportId) =>
  getImportToChange(tx, acting.memberId, id).catch(() => null)

async function readIn(tx: Tx, step: Step, record: ImportRecord, state: State): Promise<Stepped> {
  const bytes = await readFile(tx, record.fileId)
  const columns = await readColumnNames(bytes, record, record.mapping.length)
  let n = 0
  let some: Row[] = []
  const keep = async () => {
    await addRows(tx, step, record.id, n - some.length, some)
    some = []
  }
  for await (const row of rowsOfImport(bytes, record, record.mapping)) {
    n++
    if (some.push(row) === 5_000) await keep()
  }
  await keep()
  return { state: { ...state, next: 0, columns }, done: 0, total: n, finished: n === 0 }
}

const addRows = (
  tx: Tx,
  { organizationId }: Step,
  id: ImportId,
  first: number,
  rows: readonly Row[],
) =>
  tx.query(sql`
    insert into import_rows (organization_id, import_id, n, line, cells, twice)
    select ${organizationId}, ${id}, ${first} + r.n, r.line, r.cells, r.twice
    from jsonb_to_recordset(${JSON.stringify(rows.map((row, n) => ({ n, ...row })))}::jsonb)
      as r (n int, line int, cells jsonb, twice text)`)

interface Refused {
  row: Row
  reason: ImportReason
  column: number | null
  who: string
}

async function writeSome(
  tx: Tx,
  step: Step,
  record: ImportRecord,
  state: State & { next: number },
  { choices, language }: ImportInput,
  now: Date,
): Promise<Stepped> {
  const rows = await tx.query<Row & { n: number }>(sql`
    select n, line, cells, twice from import_rows where import_id = ${record.id} and n >= ${state.next}
    order by n limit ${rowsOfStep}`)
  const context = await getImportContext(tx)
  const refused: Refused[] = []
  const good = new Map<ImportRow, Row>()
  for (const found of rows) {
    const { row, errors } = readRow(found, record.mapping, context)
    const [first] = errors
    const who = row.email ?? row.employeeId ?? ''
    if (first) refused.push({ row: found, reason: first.reason, column: first.column, who })
    else if (found.twice) refused.push({ row: found, reason: found.twice, column: null, who })
    else good.set(row, found)
  }
  const judged = await judgeRows(
    tx,
    step.acting,
    [...good.keys()],
    choices,
    await listRolesToGive(tx),
    now,
    true,
  )
  const wrote = await writeRows(tx, step.acting, judged, choices, step.operationId, now)
  for (const one of [...judged.filter(isRefused), ...wrote.refused])
    refused.push({
      row: good.get(one.row) as Row,
      reason: one.reason,
      column: null,
      who: one.row.email ?? one.row.employeeId ?? '',
    })
  refused.sort((one, other) => one.row.line - other.row.line)
  const reportId = await reportRefused(
    tx,
    {
      ...state,
      organizationId: step.organizationId,
      file: record,
      language: language ?? step.acting.organization.language,
    },
    refused.map(({ row, reason, column }) => ({
      found: row,
      reason,
      column: column === null ? null : (state.columns[column] ?? null),
    })),
    now,
  )

  const counted = (name: string, more: number) => (step.counts[name] ?? 0) + more
  const next = state.next + rows.length
  await tx.query(sql`select analyze_when_grown(${counted('added', wrote.added)})`)
  const finished = rows.length < rowsOfStep
  if (finished) await tx.query(sql`delete from import_rows where import_id = ${record.id}`)
  const unchanged = judged.filter(({ outcome }) => outcome === 'unchanged').length
  const counts = {
    added: counted('added', wrote.added),
    updated: counted('updated', wrote.updated),
    unchanged: counted('unchanged', unchanged),
    refused: counted('refused', refused.length),
  }
  return {
    state: { ...state, next, reportId },
    done: next,
    counts,
    refusals: refused.map(({ row, reason, who }) => ({
      memberId: null,
      name: who || `#${row.line}`,
      reason,
    })),
    ...(reportId && { fileId: reportId }),
    finished,
  }
}

const isRefused = (judged: Judged) => judged.outcome === 'refuse'
