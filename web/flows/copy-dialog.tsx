import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '#api/flows.ts'
import { client, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'

/** Asks what the second one is called, and goes to it. */
export function CopyDialog({ flow, onClose }: { flow: FlowSummary; onClose: () => void }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [name, setName] = useState(() => t('flows.copy-of', { title: flow.name }).slice(0, 100))
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const copy = useMutation({
    mutationFn: () =>
      client.copyFlow({ params: { flowId: flow.id }, body: { name: name.trim() }, idempotencyKey }),
    onSuccess: (made) => {
      void refresh('listFlows')
      toast(t('flows.created', { name: made.name }))
      onClose()
      go(paths.flow(slug, made.id))
    },
  })
  return (
    <Dialog
      title={t('flows.copy-title', { name: flow.name })}
      lead={t('flows.copy-lead', { version: flow.version })}
      size="small"
      isOpen
      onClose={onClose}
    >
      <Form
        error={copy.error}
        isPending={copy.isPending}
        leaveFreely
        onSubmit={() => copy.mutate()}
      >
        <TextField
          label={t('flows.name')}
          name="name"
          autoFocus
          autoComplete="off"
          isRequired
          maxLength={100}
          value={name}
          onChange={(next) => {
            setName(next)
            setKey(crypto.randomUUID())
          }}
        />
        <FormActions>
          <SubmitButton>{t('flows.duplicate')}</SubmitButton>
        </FormActions>
      </Form>
    </Dialog>
  )
}
