import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { GonePage } from './gone-page.tsx'
import { useLink } from './use-link.ts'

const shortest = 12

/** Where the link in a mail leads: choose the one password of this identity, the first (US3) or another (PW2), then sign in with it. */
export function SetPasswordPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const [password, setPassword] = useState('')
  const set = useMutation({
    mutationFn: (token: string) => client.setPassword({ body: { token, password } }),
    onSuccess: ({ email }) => {
      toast(t('set-password.done'))
      knownEmail.set(email)
      void navigate({ href: paths.signIn(), replace: true })
    },
  })
  const { token, found, error, retry, gone } = useLink(
    'password-link',
    (token) => client.checkPasswordLink({ body: { token } }),
    set.error,
  )

  if (gone) return <GonePage text={t('set-password.gone-text')} renew />
  return (
    <CardPage title={t('set-password.title')} lead={found?.email ?? t('set-password.checking')}>
      {error ? (
        <ErrorState error={error} retry={retry} />
      ) : found ? (
        <Form
          error={set.error}
          isPending={set.isPending || set.isSuccess}
          onSubmit={() => set.mutate(token)}
          leaveFreely
        >
          <input type="hidden" autoComplete="username" value={found.email} readOnly />
          <PasswordField
            label={t('set-password.password')}
            name="password"
            size="large"
            autoComplete="new-password"
            autoFocus
            help={t('set-password.rule', { min: shortest })}
            value={password}
            onChange={setPassword}
            maxLength={256}
            validate={(value) =>
              value.length < shortest ? t('field-errors.too-short', { min: shortest }) : null
            }
          />
          <SubmitButton size="large" wide>
            {t('set-password.set')}
          </SubmitButton>
        </Form>
      ) : (
        <FormSkeleton fields={1} label={t('set-password.title')} />
      )}
    </CardPage>
  )
}
