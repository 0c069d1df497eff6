import { useMutation } from '@tanstack/react-query'
import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskSummary } from '#api/tasks.ts'
import { client } from '#web/api.ts'
import { Note } from '#web/shell/note.tsx'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { Button } from '#web/ui/button.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { toast } from '#web/ui/toast.tsx'
import { refreshTasks } from './keep-task.ts'

interface Props {
  tasks: readonly Pick<TaskSummary, 'id' | 'hub' | 'assignees'>[]
  onClose: () => void
  onDone: () => void
}

/** Moves tasks to another hub of one's own; says what that costs before and what it cost afterwards. */
export function MoveDialog({ tasks, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const { hubs = [] } = useHubChoice()
  const [hubId, setHubId] = useState<string | null>(null)
  const elsewhere = hubs.filter(({ id }) => tasks.some(({ hub }) => hub.id !== id))
  const hub = elsewhere.find(({ id }) => id === hubId)
  const move = useMutation({
    mutationFn: (to: string) =>
      client.moveTasks({ body: { taskIds: tasks.map(({ id }) => id), hubId: to } }),
    onSuccess: ({ changed, lostAssignees }) => {
      void refreshTasks()
      toast({
        text: t('tasks.moved', { count: changed, hub: hub?.name }),
        description:
          lostAssignees > 0 ? t('tasks.moved-lost', { count: lostAssignees }) : undefined,
      })
      onDone()
    },
  })
  return (
    <Dialog title={t('tasks.move-title', { count: tasks.length })} isOpen onClose={onClose}>
      <Form
        error={move.error}
        isPending={move.isPending}
        onSubmit={() => hub && move.mutate(hub.id)}
      >
        <ComboBox
          label={t('tasks.move-to')}
          name="hubId"
          autoFocus
          isRequired
          choices={elsewhere.map(({ id, name }) => ({ id, label: name }))}
          value={hubId}
          onChange={setHubId}
        />
        {tasks.some(({ assignees }) => assignees.length > 0) && (
          <Note icon={<TriangleAlert size={16} />}>{t('tasks.move-warning')}</Note>
        )}
        <FormActions>
          <SubmitButton disabledReason={elsewhere.length === 0 ? t('tasks.move-nowhere') : null}>
            {t('tasks.move')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
