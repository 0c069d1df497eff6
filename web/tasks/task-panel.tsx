import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Panel } from '#web/ui/panel.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { EditForm } from './edit-form.tsx'
import { TaskActions } from './task-actions.tsx'
import { TaskAnswers } from './task-answers.tsx'
import { TaskAssignees } from './task-assignees.tsx'
import { TaskFacts } from './task-facts.tsx'
import styles from './task-panel.module.css'
import { TaskStream } from './task-stream.tsx'

/** One task over the list, board or map that it was opened from. */
export function TaskPanel() {
  const { t } = useTranslation()
  const { taskId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const close = () => go(withQuery(paths.tasks(slug)))
  const task = useQuery(query('getTask', { params: { taskId } }))
  if (!task.data)
    return (
      <Panel title={t('tasks.one')} onClose={close} wide>
        {task.error ? (
          <ErrorState error={task.error} retry={() => void task.refetch()} />
        ) : (
          <FormSkeleton label={t('tasks.one')} />
        )}
      </Panel>
    )
  const { data } = task
  return (
    <Panel title={data.title} lead={`${data.flow.name} · ${data.hub.name}`} onClose={close} wide>
      <OneTask key={data.id} task={data} onGone={close} />
    </Panel>
  )
}

function OneTask({ task, onGone }: { task: Task; onGone: () => void }) {
  const [editing, setEditing] = useState(false)
  if (editing) return <EditForm task={task} onClose={() => setEditing(false)} />
  return (
    <div className={styles.aligned}>
      {task.status !== 'done' && (
        <TaskActions task={task} onEdit={() => setEditing(true)} onGone={onGone} />
      )}
      <TaskFacts task={task} />
      <TaskAssignees task={task} />
      <TaskAnswers task={task} />
      <TaskStream task={task} />
    </div>
  )
}
