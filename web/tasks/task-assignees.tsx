import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { client, refresh } from '#web/api.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { toast } from '#web/ui/toast.tsx'
import { refreshTasks } from './keep-task.ts'
import { PeopleChoice } from './people-choice.tsx'
import styles from './task-panel.module.css'

/** Who does the task, and for whoever may say so: who shall. */
export function TaskAssignees({ task }: { task: Task }) {
  const { t } = useTranslation()
  const draft = useDraft({ people: task.assignees })
  const { people } = draft.value
  const assign = useMutation({
    mutationFn: () =>
      client.assignTasks({
        body: { taskIds: [task.id], assigneeIds: people.map(({ id }) => id) },
      }),
    onSuccess: async () => {
      await refresh('getTask')
      void refreshTasks()
      draft.reset()
      toast(
        people.length > 0
          ? t('tasks.assigned', { count: 1, names: people.map(({ name }) => name).join(', ') })
          : t('tasks.unassigned', { count: 1 }),
      )
    },
  })
  if (!task.may.assign)
    return (
      <PanelSection title={t('tasks.assignees')}>
        {task.assignees.length === 0 && <p className={styles.none}>{t('tasks.nobody-yet')}</p>}
        <ul className={styles.named}>
          {task.assignees.map(({ id, name }) => (
            <li key={id}>
              <Avatar id={id} name={name} size={20} named />
            </li>
          ))}
        </ul>
      </PanelSection>
    )
  return (
    <PanelSection>
      <Form
        error={assign.error}
        isPending={assign.isPending}
        dirty={draft.dirty}
        onSubmit={() => assign.mutate()}
      >
        <PeopleChoice
          hubIds={[task.hub.id]}
          people={people}
          onChange={(next) => draft.change({ people: next })}
        />
        {draft.dirty && (
          <FormActions>
            <SubmitButton>{t('tasks.save-assignees')}</SubmitButton>
            <Button onPress={draft.reset}>{t('ui.cancel')}</Button>
          </FormActions>
        )}
      </Form>
    </PanelSection>
  )
}
