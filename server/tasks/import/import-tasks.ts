import sql from 'sql-template-tag'
import { z } from 'zod'
import { FileId, FlowId, HubId, ImportId, Language } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import { TaskImportTarget } from '#api/task-imports.ts'
import { readFile } from '#server/files/file.ts'
import {
  operationPerformer,
  type Step,
  type Stepped,
} from '#server/operations/operation-performer.ts'
import type { Tx } from '#server/platform/database.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'
import { readColumnNames } from '#server/platform/tables/table.ts'
import { reportRefused } from '#server/table-imports/report-refused.ts'
import { getTaskContext } from './get-task-context.ts'
import { readTaskRecords } from './read-task-records.ts'
import { type RowError, readTaskRow, type TaskRow } from './read-task-row.ts'
import { getImportToChange, type ImportRecord } from './task-import.ts'
import { writeTasks } from './write-tasks.ts'

const TaskImportInput = z.object({
  importId: ImportId,
  flowId: FlowId,
  /** The form as it was when the import began: no row is judged by another one than those before it. */
  flowVersion: z.number().int(),
  mapping: z.array(TaskImportTarget.nullable()),
  hubId: HubId.nullable(),
  timeZone: z.string(),
  /** Of the reasons in the file of refused rows; the organization's where none was noted. */
  language: Language.optional(),
})
export type TaskImportInput = z.infer<typeof TaskImportInput>

const State = z.object({
  /** Of the rows below the header, how many are behind it. */
  next: z.number().int().default(0),
  /** The rows that were refused, for downloading; null: none yet. */
  reportId: FileId.nullable().default(null),
})

const rowsOfStep = 100

/**
 * Imports a file of tasks (TK1): each step judges and writes some of its rows, so that a crash loses nothing and repeats nothing.
 * Refused rows come back as a file, with the reason in front.
 */
export const importTasksPerformer = operationPerformer({
  kind: 'task-import',
  permission: 'tasks:import',
  step: async (tx, step, { now }) => {
    const input = TaskImportInput.parse(step.input)
    const ends = (failure: string) => ({
      state: step.state,
      done: step.done,
      finished: true,
      failure,
    })
    const record = await getImportToChange(tx, step.acting.memberId, input.importId).catch(
      () => null,
    )
    if (!record) return ends('file-removed')
    const firstPage = await findForm(tx, input)
    return firstPage ? importSome(tx, step, record, input, firstPage, now) : ends('flow-removed')
  },
})

async function findForm(
  tx: Tx,
  { flowId, flowVersion }: TaskImportInput,
): Promise<FlowPage[] | null> {
  const [form] = await tx.query<{ pages: FlowPage[] }>(sql`
    select v.pages from flow_versions v join flows f on f.id = v.flow_id
    where v.flow_id = ${flowId} and v.version = ${flowVersion}`)
  return form?.pages.slice(0, 1) ?? null
}

interface Refused {
  found: FileRecord
  title: string
  error: RowError
}

async function importSome(
  tx: Tx,
  step: Step,
  record: ImportRecord,
  input: TaskImportInput,
  firstPage: readonly FlowPage[],
  now: Date,
): Promise<Stepped> {
  const state = State.parse(step.state)
  const bytes = await readFile(tx, record.fileId)
  const records = await readTaskRecords(bytes, record, state.next, rowsOfStep)
  const context = await getTaskContext(tx, step.acting, { ...input, firstPage }, records, now)
  const good: TaskRow[] = []
  const refused: Refused[] = []
  for (const found of records) {
    const { row, errors } = readTaskRow(found, input.mapping, context)
    const [error] = errors
    if (error) refused.push({ found, title: row.title, error })
    else good.push(row)
  }
  await writeTasks(tx, step.acting, { ...input, firstPage }, good, step.operationId, now)
  const columns = await readColumnNames(bytes, record, input.mapping.length)
  const reportId = await reportRefused(
    tx,
    {
      organizationId: step.organizationId,
      file: record,
      columns,
      language: input.language ?? step.acting.organization.language,
      reportId: state.reportId,
    },
    refused.map(({ found, error: { reason, column, component } }) => ({
      found,
      reason,
      column: column === null ? component : (columns[column] ?? null),
    })),
    now,
  )
  const done = state.next + records.length
  const counted = (name: string, more: number) => (step.counts[name] ?? 0) + more
  return {
    state: { next: done, reportId },
    done,
    counts: { added: counted('added', good.length), refused: counted('refused', refused.length) },
    refusals: refused.map(({ found, title, error: { reason } }) => ({
      memberId: null,
      name: title || `#${found.line}`,
      reason,
    })),
    ...(reportId && { fileId: reportId }),
    finished: records.length < rowsOfStep,
  }
}
