import { type QueryKey, useMutation } from '@tanstack/react-query'
import { queries } from '#web/api.ts'
import type { FileChange, PreparedFile } from './prepared-file.ts'
import { useTellFileProblem } from './use-tell-file-problem.ts'

interface Options<File, Change> {
  file: File
  queryKey: QueryKey
  send: (change: Change) => Promise<File>
  /** The file with what was chosen, until the server has said what comes of it. */
  choose: (file: File, change: Change) => File
}

/** Chooses how a file is written and what its columns are: what is chosen stands at once, also for the next choice. */
export function useChangeFile<File extends { id: string }, Change>({
  file,
  queryKey,
  send,
  choose,
}: Options<File, Change>) {
  const tell = useTellFileProblem()
  const mutationKey = ['change-file', file.id]
  return useMutation({
    mutationKey,
    // One after the other: each is judged on what the one before it left.
    scope: { id: mutationKey.join(' ') },
    mutationFn: send,
    onMutate: (change) =>
      queries.setQueryData<File>(queryKey, (before) => before && choose(before, change)),
    onSuccess: (next) => {
      if (queries.isMutating({ mutationKey }) === 1) queries.setQueryData<File>(queryKey, next)
    },
    onError: (error) => {
      tell(error)
      return queries.invalidateQueries({ queryKey })
    },
  })
}

/** What every import lets one choose. */
export const chosen = <Target extends string, File extends PreparedFile<Target>>(
  file: File,
  { mapping, encoding, delimiter, headerRow }: FileChange<Target>,
): File => ({
  ...file,
  encoding: encoding ?? file.encoding,
  delimiter: delimiter ?? file.delimiter,
  headerRow: headerRow ?? file.headerRow,
  columns: mapping
    ? file.columns.map((column, n) => ({ ...column, target: mapping[n] ?? null }))
    : file.columns,
})
