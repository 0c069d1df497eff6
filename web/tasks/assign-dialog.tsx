import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { client } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { toast } from '#web/ui/toast.tsx'
import { refreshTasks } from './keep-task.ts'
import { PeopleChoice } from './people-choice.tsx'
import type { Person } from './use-people.ts'

interface Props {
  tasks: readonly TaskSummary[]
  onClose: () => void
  onDone: () => void
}

/** Gives the selected tasks to the same people; all of them, or none. */
export function AssignDialog({ tasks, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const [people, setPeople] = useState<Person[]>(() => common(tasks))
  const assign = useMutation({
    mutationFn: () =>
      client.assignTasks({
        body: { taskIds: tasks.map(({ id }) => id), assigneeIds: people.map(({ id }) => id) },
      }),
    onSuccess: () => {
      void refreshTasks()
      const count = tasks.length
      toast(
        people.length > 0
          ? t('tasks.assigned', { count, names: people.map(({ name }) => name).join(', ') })
          : t('tasks.unassigned', { count }),
      )
      onDone()
    },
  })
  const nobody = tasks.every(({ assignees }) => assignees.length === 0)
  return (
    <Dialog title={t('tasks.assign-title', { count: tasks.length })} isOpen onClose={onClose}>
      <Form error={assign.error} isPending={assign.isPending} onSubmit={() => assign.mutate()}>
        <PeopleChoice
          hubIds={[...new Set(tasks.map(({ hub }) => hub.id))]}
          people={people}
          onChange={setPeople}
          help={t('tasks.assign-help')}
          autoFocus
        />
        <FormActions>
          <SubmitButton
            disabledReason={people.length === 0 && nobody ? t('tasks.choose-somebody') : null}
          >
            {t(people.length > 0 || nobody ? 'tasks.assign' : 'tasks.unassign')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** Who does all of them already. */
const common = ([first, ...others]: readonly TaskSummary[]): Person[] =>
  (first?.assignees ?? []).filter(({ id }) =>
    others.every(({ assignees }) => assignees.some((one) => one.id === id)),
  )
