import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { client } from '#web/api.ts'
import { FormPage } from '#web/shell/form-page.tsx'
import {
  type FormValues,
  startingValues,
  takesValue,
  toTaskValues,
} from '#web/shell/form-values.ts'
import { Button } from '#web/ui/button.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { PanelSection } from '#web/ui/panel.tsx'
import { toast } from '#web/ui/toast.tsx'
import { keepTask } from './keep-task.ts'
import styles from './tasks.module.css'

/** Marks a task done with its other pages, and with what the first one was left without (TK1). */
export function FinishForm({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation()
  const pages = task.pages
    .map(({ title, components }, at) => ({
      title,
      components:
        at > 0
          ? components
          : components.filter((one) => takesValue(one) && !Object.hasOwn(task.values, one.id)),
    }))
    .filter(({ components }) => components.some(({ visible }) => visible))
  const components = pages.flatMap((page) => page.components)
  const [values, setValues] = useState<FormValues>(() => startingValues(components))
  const [touched, setTouched] = useState(false)
  const finish = useMutation({
    mutationFn: () =>
      client.finishTask({
        params: { taskId: task.id },
        body: { values: toTaskValues(components, values) },
      }),
    onSuccess: (done) => {
      keepTask(done)
      toast(t('tasks.finished', { title: done.title }))
    },
  })
  return (
    <Form
      error={finish.error}
      isPending={finish.isPending}
      onSubmit={() => finish.mutate()}
      {...(touched && { dirty: !finish.isSuccess })}
    >
      <p className={styles.none}>{t('tasks.finish-lead')}</p>
      {pages.map((page, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pages of a version never change their order
        <PanelSection key={at} title={page.title}>
          <FormPage
            components={page.components}
            values={values}
            onChange={(next) => {
              setValues((before) => ({ ...before, ...next }))
              setTouched(true)
            }}
          />
        </PanelSection>
      ))}
      <FormActions>
        <SubmitButton>{t('tasks.mark-done')}</SubmitButton>
        <Button onPress={onClose}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}
