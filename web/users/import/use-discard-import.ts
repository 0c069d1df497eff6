import { useMutation } from '@tanstack/react-query'
import type { UserImport } from '#api/imports.ts'
import { client, refresh } from '#web/api.ts'
import { useTellFileProblem } from '#web/shell/table-import/use-tell-file-problem.ts'

/** Throws an uploaded file away; nothing of it was in the user table. */
export function useDiscardImport(onDone?: () => void) {
  const tell = useTellFileProblem()
  return useMutation({
    mutationFn: (importId: UserImport['id']) => client.removeUserImport({ params: { importId } }),
    onSuccess: () => {
      void refresh('listUserImports')
      onDone?.()
    },
    onError: tell,
  })
}
