import { CalendarClock, CircleCheck, MapPin, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { MoveDialog } from './move-dialog.tsx'
import { RescheduleDialog } from './reschedule-dialog.tsx'
import styles from './task-panel.module.css'
import { useRemoveTasks } from './use-remove-tasks.ts'

interface Props {
  task: Task
  onEdit: () => void
  onGone: () => void
}

/** What can be done with an open task. */
export function TaskActions({ task, onEdit, onGone }: Props) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const { hubs } = useHubChoice()
  const [asking, setAsking] = useState<'reschedule' | 'move' | 'delete' | null>(null)
  const refusedFinish = useRefusal('finishTask')
  const refusedEdit = useRefusal('updateTask')
  const refusedMove = useRefusal('moveTasks')
  const refusedRemove = useRefusal('removeTasks')
  const close = () => setAsking(null)
  const remove = useRemoveTasks({ onDone: onGone, onRefused: close })
  return (
    <div className={styles.actions}>
      <Button
        kind="primary"
        icon={<CircleCheck size={16} />}
        disabledReason={task.may.finish ? null : (refusedFinish ?? t('tasks.not-yours'))}
        onPress={() => go(paths.doTask(slug, task.id))}
      >
        {t('tasks.do')}
      </Button>
      <Button
        icon={<Pencil size={14} />}
        disabledReason={task.may.edit ? null : refusedEdit}
        onPress={onEdit}
      >
        {t('tasks.edit')}
      </Button>
      <Button
        icon={<CalendarClock size={14} />}
        disabledReason={task.may.edit ? null : refusedEdit}
        onPress={() => setAsking('reschedule')}
      >
        {t('tasks.reschedule')}
      </Button>
      <Button
        icon={<MapPin size={14} />}
        disabledReason={
          task.may.move ? (hubs && hubs.length < 2 ? t('tasks.move-nowhere') : null) : refusedMove
        }
        onPress={() => setAsking('move')}
      >
        {t('tasks.move')}
      </Button>
      <span className={styles.last}>
        <IconButton
          kind="secondary"
          label={t('tasks.delete')}
          icon={<Trash2 size={14} />}
          disabledReason={task.may.remove ? null : refusedRemove}
          onPress={() => setAsking('delete')}
        />
      </span>
      {asking === 'reschedule' && <RescheduleDialog task={task} onClose={close} />}
      {asking === 'move' && <MoveDialog tasks={[task]} onClose={close} onDone={close} />}
      <ConfirmDialog
        title={t('tasks.delete-one-question', { title: task.title })}
        confirm={t('tasks.delete-confirm', { count: 1 })}
        danger
        isOpen={asking === 'delete'}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate([task.id])}
        onClose={close}
      >
        {t('tasks.delete-warning')}
      </ConfirmDialog>
    </div>
  )
}
