import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { client } from '#web/api.ts'
import { toast } from '#web/ui/toast.tsx'
import { refreshTasks } from './keep-task.ts'
import { useSayError } from './use-say-error.ts'

type Assigned = Pick<TaskSummary, 'id' | 'assignees'>

/** Takes tasks away from whoever has them; a single one can be given back with one press. */
export function useUnassign(onDone: () => void = () => undefined) {
  const { t } = useTranslation()
  const say = useSayError()
  const assign = useMutation({
    mutationFn: ({ tasks, assigneeIds }: { tasks: readonly Assigned[]; assigneeIds: string[] }) =>
      client.assignTasks({ body: { taskIds: tasks.map(({ id }) => id), assigneeIds } }),
    onSuccess: (_, { tasks, assigneeIds }) => {
      void refreshTasks()
      if (assigneeIds.length > 0) return
      const [only] = tasks
      toast({
        text: t('tasks.unassigned', { count: tasks.length }),
        ...(tasks.length === 1 &&
          only && {
            action: {
              label: t('tasks.undo'),
              run: () => assign.mutate({ tasks, assigneeIds: only.assignees.map(({ id }) => id) }),
            },
          }),
      })
      onDone()
    },
    onError: (error) => {
      say(error)
      void refreshTasks()
    },
  })
  return {
    isPending: assign.isPending,
    unassign: (tasks: readonly Assigned[]) => assign.mutate({ tasks, assigneeIds: [] }),
  }
}
