import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { plainClient } from '#web/api.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { atField } from '../at-field.ts'
import type { StepProps } from './step-props.ts'
import { useProof } from './use-proof.ts'

/** The password once more. */
export function PasswordStep(props: StepProps<'password'>) {
  const { t } = useTranslation()
  const [password, setPassword] = useState('')
  const proof = useProof(
    () => plainClient.provePassword({ body: { password } }),
    props,
    () => setPassword(''),
  )
  return (
    <Form
      error={atField(proof.error, 'wrong-password', 'password')}
      isPending={proof.isPending}
      onSubmit={() => proof.give(undefined)}
      leaveFreely
    >
      <input type="hidden" name="username" autoComplete="username" value={props.email} readOnly />
      <PasswordField
        label={t('sign-in.password')}
        name="password"
        size="large"
        autoComplete="current-password"
        autoFocus
        value={password}
        onChange={setPassword}
        validate={(value) => (value ? null : t('field-errors.required'))}
      />
      <SubmitButton size="large" wide disabledReason={proof.wait}>
        {proof.wait ?? t('door.continue')}
      </SubmitButton>
    </Form>
  )
}
