import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ConnectionKind, connectionKinds } from '#api/sso.ts'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { keepConnection } from './use-connection.ts'

/** A draft with a name; all the rest is on its own page. */
export function CreateConnectionDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<ConnectionKind>('oidc')
  const create = useMutation({
    mutationFn: () => client.createConnection({ body: { name, kind } }),
    onSuccess: (made) => {
      keepConnection(made)
      go(paths.connection(slug, made.id))
    },
  })
  return (
    <Dialog title={t('sso.add')} isOpen onClose={onClose}>
      <Form
        error={create.error}
        isPending={create.isPending}
        leaveFreely
        onSubmit={() => create.mutate()}
      >
        <TextField
          label={t('sso.name')}
          name="name"
          help={t('sso.name-help')}
          autoFocus
          isRequired
          maxLength={60}
          autoComplete="off"
          value={name}
          onChange={setName}
        />
        <RadioGroup
          cards
          label={t('sso.kind')}
          name="kind"
          help={t('sso.kind-help')}
          choices={connectionKinds.map((id) => ({
            id,
            label: t(`sso.kinds.${id}`),
            description: t(`sso.kind-texts.${id}`),
          }))}
          value={kind}
          onChange={setKind}
        />
        <FormActions>
          <SubmitButton>{t('sso.add-confirm')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
