import sql from 'sql-template-tag'
import type { ImportId } from '#api/common.ts'
import type { ImportTarget, UserImport } from '#api/imports.ts'
import { problem } from '#api/problem.ts'
import type { SessionCaller } from '#server/access/caller.ts'
import { addFile } from '#server/files/file.ts'
import { listSharedFields } from '#server/members/field.ts'
import type { Tx } from '#server/platform/database.ts'
import { findDelimiter } from '#server/platform/tables/find-delimiter.ts'
import { findEncoding } from '#server/platform/tables/find-encoding.ts'
import { findHeaderRow } from '#server/platform/tables/find-header-row.ts'
import { notReadable } from '#server/platform/tables/read-records.ts'
import { columnsOfReport, hashOfHeader, readBeginning } from '#server/platform/tables/table.ts'
import { guessMapping } from './guess-mapping.ts'
import { type Format, fitMapping, getImportToChange, toUserImport } from './user-import.ts'

const daysKept = 7
const keptMax = 20

/**
 * Takes an uploaded file of people: how it is written is found out, and its columns are mapped as the same header was the
 * last time, else by their names (US4). It is kept for a week.
 *
 * @throws file-not-readable, too-many
 */
export async function createUserImport(
  tx: Tx,
  caller: SessionCaller,
  file: { name: string; bytes: Buffer },
  now: Date,
): Promise<UserImport> {
  await refuseTooMany(tx, caller)
  if (isWorkbook(file.bytes))
    throw notReadable('workbook', 'This is a workbook: save it as CSV first.')
  const encoding = findEncoding(file.bytes)
  const beginningText = new TextDecoder(encoding).decode(file.bytes.subarray(0, 200_000))
  const asFound = { encoding, delimiter: findDelimiter(beginningText), headerRow: 1 }
  const { firstRows } = await readBeginning(file.bytes, asFound, 20)
  const fields = await listSharedFields(tx)
  const format: Format = {
    ...asFound,
    headerRow: findHeaderRow(
      firstRows.map(({ cells }) => cells),
      (cells) => guessMapping(cells, fields).filter(Boolean).length,
    ),
  }
  const { columns, rows } = await readBeginning(file.bytes, format)
  if (columns.length === 0) throw notReadable('nothing-in-it', 'There is nothing in this file.')
  const { mapping, remembered } = await mapColumns(tx, columns)
  const expiresAt = new Date(now.getTime() + daysKept * 86_400_000)
  const about = { kind: 'import', name: file.name, contentType: 'text/csv', expiresAt } as const
  const fileId = await addFile(tx, caller.organizationId, about, file.bytes, now)
  const [made] = await tx.query<{ id: ImportId }>(sql`
    insert into user_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, mapping,
      remembered, created_at)
    values (${caller.organizationId}, ${caller.memberId}, ${fileId}, ${file.name}, ${encoding}, ${format.delimiter},
      ${format.headerRow}, ${rows},
      ${JSON.stringify(mapping)}, ${remembered}, ${now})
    returning id`)
  const { id } = made as { id: ImportId }
  return toUserImport(tx, await getImportToChange(tx, caller.memberId, id))
}

/** By its first bytes: a ZIP (.xlsx, .ods) or a compound file (.xls), which would be read as letters without sense. */
const isWorkbook = (bytes: Buffer) =>
  ['504b0304', 'd0cf11e0'].includes(bytes.subarray(0, 4).toString('hex'))

/** As the same header was mapped the last time; else by the names of the columns. */
export async function mapColumns(
  tx: Tx,
  columns: readonly string[],
): Promise<{ mapping: (ImportTarget | null)[]; remembered: boolean }> {
  const ours = columnsOfReport(columns)
  const theirs = columns.slice(ours)
  const [earlier] = await tx.query<{ mapping: (ImportTarget | null)[] }>(
    sql`select mapping from import_mappings where header_hash = ${hashOfHeader(theirs)}`,
  )
  const known = earlier?.mapping ?? guessMapping(theirs, await listSharedFields(tx))
  const mapping = [...Array.from({ length: ours }, () => null), ...known]
  return { mapping: await fitMapping(tx, mapping, columns.length), remembered: Boolean(earlier) }
}

async function refuseTooMany(tx: Tx, { memberId }: SessionCaller): Promise<void> {
  const [kept] = await tx.query<{ count: number }>(
    sql`select count(*) from user_imports where member_id = ${memberId} and operation_id is null`,
  )
  if ((kept?.count ?? 0) >= keptMax)
    throw problem('too-many', {
      detail: `You have ${keptMax} uploaded files already; throw some away.`,
    })
}
