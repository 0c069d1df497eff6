import type { Client } from '#api/client.ts'
import type { ImportId } from '#api/common.ts'
import type { OperationKind } from '#api/operations.ts'

/** What is imported, for the pages that all imports share. */
export interface ImportKind {
  operation: OperationKind
  listing: 'listUserImports' | 'listTaskImports'
  bytesMax: number
  upload: (name: string, upload: Blob) => Promise<{ id: ImportId }>
  remove: (importId: ImportId) => Promise<unknown>
  /** Where files are handed in, and where one of them is. */
  href: string
  fileHref: (importId: string) => string
  /** What an import changes, to be shown anew. */
  changes: readonly (keyof Client)[]
  /** Where that is shown. */
  result: { href: string; label: string }
  words: {
    heading: string
    drop: string
    taken: string
    running: string
    another: string
    noImport: string
  }
}
