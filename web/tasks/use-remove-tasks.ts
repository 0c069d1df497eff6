import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { toast } from '#web/ui/toast.tsx'
import { refreshTasks } from './keep-task.ts'
import { useSayError } from './use-say-error.ts'

interface Ends {
  onDone: () => void
  onRefused: () => void
}

/** Deletes tasks: all of them, or none, with the reason. */
export function useRemoveTasks({ onDone, onRefused }: Ends) {
  const { t } = useTranslation()
  const say = useSayError()
  return useMutation({
    mutationFn: (taskIds: string[]) => client.removeTasks({ body: { taskIds } }),
    onSuccess: ({ removed }) => {
      void refresh('listTasks', 'countTasks', 'listTaskPlaces')
      toast(t('tasks.removed', { count: removed }))
      onDone()
    },
    onError: (error) => {
      say(error)
      onRefused()
      void refreshTasks()
    },
  })
}
