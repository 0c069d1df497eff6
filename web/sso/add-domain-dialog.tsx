import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { client, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'

interface Props {
  connections: readonly Connection[]
  onClose: () => void
}

/** Names a domain; the record that proves it is shown in its row. */
export function AddDomainDialog({ connections, onClose }: Props) {
  const { t } = useTranslation()
  const [domain, setDomain] = useState('')
  const [to, setTo] = useState<string>(connections[0]?.id ?? 'none')
  const add = useMutation({
    mutationFn: () =>
      client.addDomain({
        body: { domain, connectionId: connections.find(({ id }) => id === to)?.id ?? null },
      }),
    onSuccess: async () => {
      await refresh('listDomains')
      onClose()
    },
  })
  return (
    <Dialog title={t('sso.domains.add')} isOpen onClose={onClose} size="small">
      <Form error={add.error} isPending={add.isPending} leaveFreely onSubmit={() => add.mutate()}>
        <TextField
          label={t('sso.domains.domain')}
          name="domain"
          help={t('sso.domains.domain-help')}
          autoFocus
          isRequired
          maxLength={253}
          autoComplete="off"
          autoCapitalize="none"
          placeholder="example.com"
          value={domain}
          onChange={setDomain}
        />
        {connections.length > 0 && (
          <Select
            label={t('sso.domains.lead-through')}
            name="connectionId"
            help={t('sso.domains.lead-through-help')}
            choices={[
              { id: 'none', label: t('sso.domains.leads-nowhere') },
              ...connections.map(({ id, name }) => ({ id: id as string, label: name })),
            ]}
            value={to}
            onChange={setTo}
          />
        )}
        <FormActions>
          <SubmitButton>{t('sso.domains.add-confirm')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
