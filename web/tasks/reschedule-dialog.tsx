import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { client } from '#web/api.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { toast } from '#web/ui/toast.tsx'
import { keepTask } from './keep-task.ts'
import { moveDays } from './move-days.ts'
import { TaskChanged } from './task-changed.tsx'
import styles from './tasks.module.css'
import { TimeFields } from './time-fields.tsx'

/** Other times for a task, typed or some days on; it stays as long as it was. */
export function RescheduleDialog({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  // What one saw, not what the list has fetched meanwhile: the server compares it.
  const [seen, setSeen] = useState(task)
  const [times, setTimes] = useState<{ startsAt: string | null; endsAt: string | null }>(seen)
  const { startsAt, endsAt } = times
  const save = useMutation({
    mutationFn: (version: number) =>
      client.updateTask({
        params: { taskId: task.id },
        body: {
          version,
          ...(startsAt && { startsAt }),
          ...(endsAt && { endsAt }),
        },
      }),
    onSuccess: (saved) => {
      keepTask(saved)
      toast(t('tasks.rescheduled', { title: saved.title }))
      onClose()
    },
  })
  const later = (days: number) => () =>
    setTimes({
      startsAt: startsAt && moveDays(startsAt, days, timeZone),
      endsAt: endsAt && moveDays(endsAt, days, timeZone),
    })
  return (
    <Dialog title={t('tasks.reschedule-title')} isOpen onClose={onClose}>
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={startsAt !== seen.startsAt || endsAt !== seen.endsAt}
        leaveFreely
        onSubmit={() => save.mutate(seen.version)}
      >
        <TaskChanged
          error={save.error}
          taskId={task.id}
          onLoad={(theirs) => {
            setSeen(theirs)
            setTimes(theirs)
            save.reset()
          }}
          onKeep={(theirs) => save.mutate(theirs.version)}
        />
        <TimeFields
          startsAt={startsAt}
          endsAt={endsAt}
          autoFocus
          onChange={(change) => setTimes((before) => ({ ...before, ...change }))}
        />
        <div className={styles.actions}>
          {([1, 2, 7] as const).map((days) => (
            <Button key={days} size="small" onPress={later(days)}>
              {t('tasks.days-later', { count: days })}
            </Button>
          ))}
        </div>
        <FormActions>
          <SubmitButton>{t('tasks.reschedule')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
