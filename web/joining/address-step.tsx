import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useWait } from '#web/shell/use-wait.ts'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'

interface Props {
  email: string
  onChange: (email: string) => void
  onContinue: () => void
  error: Error | null
  isPending: boolean
  help?: ReactNode
  children?: ReactNode
}

/** The address that a code goes to. */
export function AddressStep({ email, onChange, onContinue, error, isPending, ...more }: Props) {
  const { t } = useTranslation()
  const wait = useWait(error)
  return (
    <Form error={error} isPending={isPending} onSubmit={onContinue} leaveFreely>
      {more.children}
      <TextField
        label={t('sign-in.email')}
        name="email"
        type="email"
        inputMode="email"
        size="large"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck="false"
        autoFocus
        maxLength={254}
        help={more.help}
        value={email}
        onChange={onChange}
        validate={(value) => (value.trim() ? null : t('field-errors.required'))}
      />
      <SubmitButton size="large" wide disabledReason={wait}>
        {wait ?? t('sign-up.send-code')}
      </SubmitButton>
    </Form>
  )
}
