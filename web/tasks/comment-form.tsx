import { useMutation } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './task-stream.module.css'

/** Says something about a task; Ctrl and Enter sends it. */
export function CommentForm({ taskId }: { taskId: string }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  // One key for what is said: pressing twice, or again after a lost answer, says it once.
  const idempotencyKey = useRef(crypto.randomUUID())
  const add = useMutation({
    mutationFn: () =>
      client.addComment({
        params: { taskId },
        body: { text: text.trim() },
        idempotencyKey: idempotencyKey.current,
      }),
    onSuccess: async () => {
      idempotencyKey.current = crypto.randomUUID()
      setText('')
      await refresh('listTaskEntries')
    },
  })
  const send = () => {
    if (text.trim() && !add.isPending) add.mutate()
  }
  return (
    <div className={styles.composer}>
      <Form error={add.error} isPending={add.isPending} dirty={text.trim() !== ''} onSubmit={send}>
        <TextField
          label={t('tasks.stream.comment')}
          name="text"
          hideLabel
          placeholder={t('tasks.stream.placeholder')}
          rows={2}
          maxLength={2000}
          value={text}
          onChange={(next) => {
            setText(next)
            idempotencyKey.current = crypto.randomUUID()
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
          }}
        />
        <FormActions>
          <SubmitButton disabledReason={text.trim() ? null : t('tasks.stream.nothing-typed')}>
            {t('tasks.stream.send')}
          </SubmitButton>
        </FormActions>
      </Form>
    </div>
  )
}
