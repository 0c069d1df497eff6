import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#api/roles.ts'
import { client, refresh } from '#web/api.ts'
import { holdsBeyond, useRoleName } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { Select } from '#web/ui/select.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'

interface Props {
  roles: readonly Role[]
  onCreated: (role: Role) => void
  onClose: () => void
}

/** A role of the organization's own, empty or starting from another one's set (RP1). */
export function CreateRoleDialog({ roles, onCreated, onClose }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const roleName = useRoleName()
  const [name, setName] = useState('')
  const [from, setFrom] = useState('none')
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const sources = roles.filter((role) => !holdsBeyond(session, role))
  const save = useMutation({
    mutationFn: () =>
      client.createRole({
        body: { name, ...(from !== 'none' && { copyFromRoleId: from }) },
        idempotencyKey,
      }),
    onSuccess: async (role) => {
      await refresh('listRoles')
      toast(t('roles.created', { name: role.name }))
      onCreated(role)
    },
  })
  const changed = () => setKey(crypto.randomUUID())
  return (
    <Dialog title={t('roles.create')} isOpen onClose={onClose} size="small">
      <Form error={save.error} isPending={save.isPending} onSubmit={() => save.mutate()}>
        <TextField
          label={t('roles.name')}
          name="name"
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={(next) => {
            setName(next)
            changed()
          }}
        />
        <Select
          label={t('roles.from')}
          name="copyFromRoleId"
          help={t('roles.from-help')}
          choices={[
            { id: 'none', label: t('roles.from-nothing') },
            ...sources.map((role) => ({ id: role.id as string, label: roleName(role) })),
          ]}
          value={from}
          onChange={(next) => {
            setFrom(next)
            changed()
          }}
        />
        <FormActions>
          <SubmitButton>{t('roles.create-confirm')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
