import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { plainClient } from '#web/api.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { atField } from '../at-field.ts'
import type { StepProps } from './step-props.ts'
import { useProof } from './use-proof.ts'

const shortest = 12

/** Another password in place of one that is too old or was made by an administrator (PW1, PW4). */
export function NewPasswordStep(props: StepProps<'new_password'>) {
  const { t } = useTranslation()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const proof = useProof(
    () => plainClient.changePassword({ body: { currentPassword, newPassword } }),
    props,
    () => undefined,
  )
  return (
    <Form
      error={atField(proof.error, 'wrong-password', 'currentPassword')}
      isPending={proof.isPending}
      onSubmit={() => proof.give(undefined)}
      leaveFreely
    >
      <input type="hidden" name="username" autoComplete="username" value={props.email} readOnly />
      <PasswordField
        label={t(
          props.step.reason === 'temporary' ? 'door.temporary-password' : 'door.current-password',
        )}
        name="currentPassword"
        size="large"
        autoComplete="current-password"
        autoFocus
        value={currentPassword}
        onChange={setCurrent}
        validate={(value) => (value ? null : t('field-errors.required'))}
      />
      <PasswordField
        label={t('set-password.password')}
        name="newPassword"
        size="large"
        autoComplete="new-password"
        help={t('set-password.rule', { min: shortest })}
        value={newPassword}
        onChange={setNew}
        maxLength={256}
        validate={(value) =>
          value.length < shortest ? t('field-errors.too-short', { min: shortest }) : null
        }
      />
      <SubmitButton size="large" wide disabledReason={proof.wait}>
        {proof.wait ?? t('door.replace-password')}
      </SubmitButton>
    </Form>
  )
}
