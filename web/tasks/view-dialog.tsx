import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TaskView } from '#api/tasks.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Checkbox } from '#web/ui/checkbox.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Facts } from '#web/ui/facts.tsx'
import type { Filter } from '#web/ui/filters.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './saved-views.module.css'
import type { ViewQuery } from './view-query.ts'

interface Props {
  /** Null: a new one. */
  view: TaskView | null
  query: ViewQuery
  /** What it filters by, in words. */
  parts: readonly Filter[] | null
  onSaved: (view: TaskView) => void
  onClose: () => void
}

/** Gives a view its name, and says whether others are offered it. */
export function ViewDialog({ view, query, parts, onSaved, onClose }: Props) {
  const { t } = useTranslation()
  const mayShare = useRefusal('assignTasks')
  const [name, setName] = useState(view?.name ?? '')
  const [shared, setShared] = useState(view?.shared ?? false)
  const [idempotencyKey] = useState(() => crypto.randomUUID())
  const save = useMutation({
    mutationFn: () => {
      const body = { name, query, shared }
      return view
        ? client.updateTaskView({ params: { viewId: view.id }, body })
        : client.createTaskView({ body, idempotencyKey })
    },
    onSuccess: async (saved) => {
      await refresh('listTaskViews')
      toast(t('tasks.views.saved', { name: saved.name }))
      onSaved(saved)
    },
  })
  return (
    <Dialog
      title={t(view ? 'tasks.views.edit-title' : 'tasks.views.new-title')}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form error={save.error} isPending={save.isPending} onSubmit={() => save.mutate()}>
        <TextField
          label={t('tasks.views.name')}
          name="name"
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={setName}
        />
        {parts && parts.length > 0 && (
          <div className={styles.parts}>
            <Facts facts={parts.map((part) => ({ name: part.name, value: part.value }))} />
          </div>
        )}
        <Checkbox
          isSelected={shared}
          onChange={setShared}
          isDisabled={mayShare !== null}
          description={mayShare ?? t('tasks.views.share-help')}
        >
          {t('tasks.views.share')}
        </Checkbox>
        <FormActions>
          <SubmitButton />
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
