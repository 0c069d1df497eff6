import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { type BulkProps, useBulkChange } from './use-bulk-change.ts'

const settings = ['guest', 'policy'] as const

/** Makes all who are selected guest accounts, or lets them sign in as the policy says (DR1). */
export function BulkSignIn(props: BulkProps) {
  const { t } = useTranslation()
  const change = useBulkChange(props)
  const [setting, setSetting] = useState<(typeof settings)[number]>('guest')
  return (
    <Dialog
      title={t('users.bulk.guest-title', { who: props.selection.words })}
      isOpen
      onClose={props.onClose}
    >
      <Form
        error={change.error}
        isPending={change.isPending}
        leaveFreely
        onSubmit={() => change.mutate({ kind: 'guest', guest: setting === 'guest' })}
      >
        <RadioGroup
          cards
          label={t('users.sign-in')}
          name="guest"
          choices={settings.map((id) => ({
            id,
            label: t(`users.sign-in-filter.${id}`),
            description: t(`users.bulk.guest-texts.${id}`),
          }))}
          value={setting}
          onChange={setSetting}
        />
        <FormActions>
          <SubmitButton>{t('users.bulk.guest-confirm')}</SubmitButton>
          <Button onPress={props.onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
