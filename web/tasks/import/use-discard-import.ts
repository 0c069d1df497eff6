import { useMutation } from '@tanstack/react-query'
import type { TaskImport } from '#api/task-imports.ts'
import { client, refresh } from '#web/api.ts'
import { useTellFileProblem } from '#web/shell/table-import/use-tell-file-problem.ts'

/** Throws an uploaded file away; nothing of it was a task. */
export function useDiscardImport(onDone?: () => void) {
  const tell = useTellFileProblem()
  return useMutation({
    mutationFn: (importId: TaskImport['id']) => client.removeTaskImport({ params: { importId } }),
    onSuccess: () => {
      void refresh('listTaskImports')
      onDone?.()
    },
    onError: tell,
  })
}
