import type { HubId, ImportId } from '#api/common.ts'
import type { Returned } from '#api/route.ts'
import type { previewTaskImport as contract } from '#api/task-imports.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { readFile } from '#server/files/file.ts'
import type { Tx } from '#server/platform/database.ts'
import { readColumnNames, shorten } from '#server/platform/tables/table.ts'
import { checkImport } from './check-import.ts'
import { getTaskContext } from './get-task-context.ts'
import { readTaskRecords } from './read-task-records.ts'
import { readTaskRow } from './read-task-row.ts'
import { getImportToChange } from './task-import.ts'
import { timeZoneFor } from './time-zone-for.ts'

const errorsShown = 500
const rowsShown = 100

/**
 * Says what importing would do, row by row, and writes nothing (TK1).
 *
 * @throws not-found, not-in-status, import-unfinished, values-refused
 */
export async function previewTaskImport(
  tx: Tx,
  caller: SessionCaller,
  id: ImportId,
  { hubId }: { hubId?: HubId | undefined },
  now: Date,
): Promise<Returned<typeof contract>> {
  const record = await getImportToChange(tx, caller.memberId, id)
  const { flow, mapping } = await checkImport(tx, caller, record, hubId)
  const bytes = await readFile(tx, record.fileId)
  const columns = await readColumnNames(bytes, record, mapping.length)
  const records = await readTaskRecords(bytes, record)
  const chosen = {
    firstPage: flow.pages.slice(0, 1),
    mapping,
    hubId: hubId ?? null,
    timeZone: timeZoneFor(caller),
  }
  const context = await getTaskContext(tx, caller, chosen, records, now)
  const judged = records.map((found) => readTaskRow(found, mapping, context))
  const refuse = judged.filter(({ errors }) => errors.length > 0).length
  const hubNames = new Map([...context.hubs.values()].map(({ id, name }) => [id, name]))
  return {
    add: judged.length - refuse,
    refuse,
    errors: judged
      .flatMap(({ errors }) => errors)
      .slice(0, errorsShown)
      .map(({ column, ...error }) => ({
        ...error,
        value: shorten(error.value),
        column: column === null ? null : shorten(columns[column] ?? '') || null,
      })),
    rows: judged.slice(0, rowsShown).map(({ row, errors }) => ({
      line: row.line,
      outcome: errors.length > 0 ? 'refuse' : 'add',
      title: shorten(row.title),
      hub: row.hubId && (hubNames.get(row.hubId) ?? null),
      startsAt: row.startsAt?.toISOString() ?? null,
      endsAt: row.endsAt?.toISOString() ?? null,
      assignees: row.assigneeIds.length,
    })),
  }
}
