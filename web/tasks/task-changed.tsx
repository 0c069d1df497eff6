import { RefreshCw, Save } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Task } from '#api/tasks.ts'
import { queries, query } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import styles from './tasks.module.css'
import { useSayError } from './use-say-error.ts'

interface Props {
  error: Error | null
  taskId: string
  /** The task as it is by now, in place of what one was typing. */
  onLoad: (task: Task) => void
  /** What one has changed, over the task as it is by now. */
  onKeep: (task: Task) => void
}

/** The two ways out where somebody else was faster. */
export function TaskChanged({ error, taskId, onLoad, onKeep }: Props) {
  const { t } = useTranslation()
  const say = useSayError()
  if (!(error instanceof ApiError && error.type === 'task-changed')) return null
  const fetch = (then: (task: Task) => void) => () =>
    void queries
      .fetchQuery({ ...query('getTask', { params: { taskId } }), staleTime: 0 })
      .then(then, say)
  return (
    <div className={styles.actions}>
      <Button icon={<RefreshCw size={14} />} onPress={fetch(onLoad)}>
        {t('tasks.load-theirs')}
      </Button>
      <Button icon={<Save size={14} />} onPress={fetch(onKeep)}>
        {t('tasks.keep-mine')}
      </Button>
    </div>
  )
}
