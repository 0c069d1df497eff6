import { useMutation } from '@tanstack/react-query'
import { refresh } from '#web/api.ts'
import type { ImportKind } from './import-kind.ts'
import { useTellFileProblem } from './use-tell-file-problem.ts'

/** Throws an uploaded file away; nothing of it was imported. */
export function useDiscardImport({ remove, listing }: ImportKind, onDone?: () => void) {
  const tell = useTellFileProblem()
  return useMutation({
    mutationFn: remove,
    onSuccess: () => {
      void refresh(listing)
      onDone?.()
    },
    onError: tell,
  })
}
