import { Email } from '#api/common.ts'
import type { ImportTarget } from '#api/imports.ts'
import type { FileRecord } from '#server/platform/tables/read-records.ts'
import { readTable, type TableFormat } from '#server/platform/tables/table.ts'

/** A record below the header; `twice`: the same person stood further up already, who counts. */
export interface Row extends FileRecord {
  twice: 'email-twice' | 'employee-id-twice' | null
}

/** The rows of a file below its header, one after the other, and which of them repeat somebody. */
export async function* rowsOfImport(
  bytes: Uint8Array,
  format: TableFormat,
  mapping: readonly (ImportTarget | null)[],
): AsyncGenerator<Row> {
  const emails = new Set<string>()
  const employeeIds = new Set<string>()
  const emailAt = mapping.indexOf('email')
  const employeeIdAt = mapping.indexOf('employeeId')
  let read = 0
  for await (const record of readTable(bytes, format)) {
    if (++read <= format.headerRow) continue
    const email = Email.safeParse(record.cells[emailAt] ?? '').data ?? ''
    const employeeId = (record.cells[employeeIdAt] ?? '').toLowerCase()
    const twice = emails.has(email)
      ? 'email-twice'
      : employeeIds.has(employeeId)
        ? 'employee-id-twice'
        : null
    if (email) emails.add(email)
    if (employeeId) employeeIds.add(employeeId)
    yield { ...record, twice }
  }
}
