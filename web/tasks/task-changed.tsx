import { RefreshCw } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Task } from '#api/tasks.ts'
import { queries, query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { useSayError } from './use-say-error.ts'

interface Props {
  error: Error | null
  taskId: string
  /** The task as it is by now. */
  onLoad: (task: Task) => void
}

/** The way out where somebody else was faster: their state, in place of what one was typing. */
export function TaskChanged({ error, taskId, onLoad }: Props) {
  const { t } = useTranslation()
  const say = useSayError()
  if (!(error instanceof ApiError && error.type === 'task-changed')) return null
  const load = () =>
    queries
      .fetchQuery({ ...query('getTask', { params: { taskId } }), staleTime: 0 })
      .then(onLoad, say)
  return (
    <div>
      <Button icon={<RefreshCw size={14} />} onPress={() => void load()}>
        {t('tasks.load-theirs')}
      </Button>
    </div>
  )
}
