import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { client } from '#web/api.ts'
import { FlowFields } from '#web/shell/flow-fields.tsx'
import { answerOf, type FormValues, takesValue, toTaskValues } from '#web/shell/form-values.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useUploadedFiles } from '#web/shell/use-uploaded-files.ts'
import { Button } from '#web/ui/button.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { keepTask } from './keep-task.ts'
import { TaskChanged } from './task-changed.tsx'
import { TimeFields } from './time-fields.tsx'

interface Fields {
  title: string
  startsAt: string | null
  endsAt: string | null
}

const fieldsOf = ({ title, startsAt, endsAt }: Task): Fields => ({ title, startsAt, endsAt })

/** Title, times and the first page of an open task; refused where somebody else changed it meanwhile. */
export function EditForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation()
  // What one saw, not what the list has fetched meanwhile: the server compares it.
  const [seen, setSeen] = useState(task)
  const draft = useDraft(fieldsOf(seen))
  const files = useUploadedFiles(seen.attachments)
  const { title, startsAt, endsAt } = draft.value
  const [first] = seen.pages
  const components = first?.components ?? []
  const [values, setValues] = useState<FormValues>(seen.values)
  const answers = answersThatChanged(seen.values, values)
  const save = useMutation({
    mutationFn: (task: Task) => {
      const { changes } = draft
      return client.updateTask({
        params: { taskId: task.id },
        body: {
          version: task.version,
          ...(changes.title !== undefined && { title }),
          ...(changes.startsAt && { startsAt: changes.startsAt }),
          ...(changes.endsAt && { endsAt: changes.endsAt }),
          ...(answers && { values: toTaskValues(components, { ...task.values, ...answers }) }),
        },
      })
    },
    onSuccess: (saved) => {
      keepTask(saved)
      toast(t('tasks.saved', { title: saved.title }))
      onClose()
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={(draft.dirty || answers !== null) && !save.isSuccess}
      onSubmit={() => save.mutate(seen)}
    >
      <TaskChanged
        error={save.error}
        taskId={seen.id}
        onLoad={(theirs) => {
          setSeen(theirs)
          setValues(theirs.values)
          draft.reset()
          save.reset()
        }}
        onKeep={(theirs) => save.mutate(theirs)}
      />
      <TextField
        label={t('tasks.title')}
        name="title"
        autoFocus
        autoComplete="off"
        maxLength={200}
        value={title}
        onChange={(next) => draft.change({ title: next })}
        validate={(next) => (next.trim() ? null : t('field-errors.required'))}
      />
      <TimeFields startsAt={startsAt} endsAt={endsAt} onChange={draft.change} />
      {first && components.some(takesValue) && (
        <PanelSection title={first.title}>
          <FlowFields
            pages={seen.pages}
            page={0}
            values={values}
            files={files}
            onChange={(change) => setValues((before) => ({ ...before, ...change }))}
          />
        </PanelSection>
      )}
      <FormActions>
        <SubmitButton />
        <Button onPress={onClose}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}

/** What was answered otherwise, by component; null: nothing. What others answer meanwhile stays beside it. */
function answersThatChanged(before: FormValues, now: FormValues): FormValues | null {
  const changed = Object.entries(now).filter(
    ([id, value]) => JSON.stringify(value) !== JSON.stringify(answerOf(before, id)),
  )
  return changed.length > 0 ? Object.fromEntries(changed) : null
}
