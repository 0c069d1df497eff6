import { z } from 'zod'
import { ImportId, OperationId, Time } from './common.ts'

// What the imports of people and of tasks have in common: a file is uploaded, understood, mapped, previewed, imported.

export const importDelimiters = [',', ';', '\t', '|'] as const
export const importEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const

/** What a table may be sent as; what it is, its content tells. */
export const tableTypes = [
  'text/csv',
  'text/plain',
  'text/tab-separated-values',
  'application/csv',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
] as const

/** Names an uploaded file in a path. */
export const oneImport = z.object({ importId: ImportId })

const file = {
  id: ImportId,
  fileName: z.string(),
  bytes: z.number().int(),
  createdAt: Time,
  expiresAt: Time,
}

/** Files that were uploaded and not imported yet. */
export const WaitingImports = z.object({ items: z.array(z.object(file)) })
export type WaitingImports = z.infer<typeof WaitingImports>

/** A file that is being prepared, whose columns can be `target`. */
export const tableImport = <T extends z.ZodType<string>>(target: T) =>
  z.object({
    ...file,
    encoding: z
      .enum(importEncodings)
      .nullable()
      .describe('Found, or chosen; null: it is a workbook'),
    delimiter: z
      .enum(importDelimiters)
      .nullable()
      .describe('Found, or chosen; null: it is a workbook'),
    headerRow: z
      .number()
      .int()
      .describe('Which row holds the names of the columns, from 1; 0: none'),
    firstRows: z
      .array(z.object({ line: z.number().int(), cells: z.array(z.string()) }))
      .describe('The first 20 rows as they stand, for choosing the header row'),
    columns: z.array(
      z.object({
        index: z.number().int(),
        name: z.string(),
        samples: z.array(z.string()).describe('The first few values that are not empty'),
        target: target.nullable().describe('Guessed, remembered or chosen; null: left out'),
      }),
    ),
    rows: z.number().int().describe('Below the header row'),
    remembered: z.boolean().describe('The same header was imported before: mapped as then'),
    operationId: OperationId.nullable().describe('What imports it, or has; null: not begun'),
  })

/** What of it can be chosen otherwise. */
export const tableImportChange = <T extends z.ZodType<string>>(target: T) =>
  z.object({
    encoding: z.enum(importEncodings).optional().describe('Of a CSV file'),
    delimiter: z.enum(importDelimiters).optional().describe('Of a CSV file'),
    headerRow: z.number().int().min(0).max(20).optional(),
    mapping: z
      .array(target.nullable())
      .max(500)
      .optional()
      .describe('One for each column, in their order'),
  })

/** What is wrong with a row. */
export const importMistake = <R extends z.ZodType<string>>(reason: R) =>
  z.object({
    line: z.number().int().describe('Of the file, from 1'),
    column: z.string().nullable().describe('Null: the row as a whole'),
    value: z.string(),
    reason,
  })
