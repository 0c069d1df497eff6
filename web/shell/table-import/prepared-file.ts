import type { z } from 'zod'
import type { tableImport, tableImportChange } from '#api/table-imports.ts'

/** An uploaded file whose columns can be `Target`. */
export type PreparedFile<Target extends string> = z.infer<
  ReturnType<typeof tableImport<z.ZodType<Target>>>
>

/** What of it can be chosen otherwise. */
export type FileChange<Target extends string> = z.infer<
  ReturnType<typeof tableImportChange<z.ZodType<Target>>>
>
