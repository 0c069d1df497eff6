import type { FileId, Language, OrganizationId } from '#api/common.ts'
import type { ImportReason } from '#api/imports.ts'
import type { TaskImportReason } from '#api/task-imports.ts'
import { addFile, appendToFile } from '#server/files/file.ts'
import { csvHead, csvLine } from '#server/platform/csv.ts'
import type { Tx } from '#server/platform/database.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'
import { reportColumns } from '#server/platform/tables/table.ts'
import { reasonWords } from './reason-words.ts'
import type { TableImport } from './table-import.ts'

const daysKept = 7

/** A row that was passed over, and the name of the column that is to blame; null: the row as a whole. */
interface RefusedRow {
  found: FileRecord
  reason: ImportReason | TaskImportReason
  column: string | null
}

interface Report {
  organizationId: OrganizationId
  file: Pick<TableImport<string>, 'fileName' | 'delimiter'>
  columns: readonly string[]
  /** Of whoever imports. */
  language: Language
  /** Null: nothing was refused so far. */
  reportId: FileId | null
}

/**
 * Writes rows that were passed over behind those of earlier steps, to be downloaded for a week: as they came, with line, reason and
 * column in front. With what stands between the columns of the file itself: the spreadsheet that wrote it opens no other one well.
 */
export async function reportRefused(
  tx: Tx,
  { organizationId, file, columns, language, ...report }: Report,
  refused: readonly RefusedRow[],
  now: Date,
): Promise<FileId | null> {
  if (refused.length === 0) return report.reportId
  const between = file.delimiter ?? ','
  const name = `refused-${file.fileName.replace(/\.\w{1,5}$/, '')}.csv`
  const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
  const about = { kind: 'report', name, contentType: 'text/csv', expiresAt } as const
  const head = () => Buffer.from(csvHead([...reportColumns, ...columns], between))
  const reportId = report.reportId ?? (await addFile(tx, organizationId, about, head(), now))
  const words = reasonWords[language]
  const lines = refused.map(({ found: { line, cells }, reason, column }) =>
    csvLine([line, reason, words[reason], column ?? '', ...cells], between),
  )
  await appendToFile(tx, reportId, Buffer.from(lines.join('')))
  return reportId
}
