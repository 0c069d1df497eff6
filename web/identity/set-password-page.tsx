import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LinkIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client } from '#web/api.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { Note } from '#web/shell/note.tsx'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './set-password-page.module.css'

const shortest = 12

/** Where the link in a mail leads: choose the one password of this identity (US3, PW1), then sign in with it. */
export function SetPasswordPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const toSignIn = () => void navigate({ href: paths.signIn(), replace: true })
  const [token] = useState(() => decode(window.location.hash.slice(1)))
  const [password, setPassword] = useState('')
  const link = useQuery({
    queryKey: ['password-link', token],
    queryFn: () => client.checkPasswordLink({ body: { token } }),
    enabled: token.length >= 20,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const set = useMutation({
    mutationFn: () => client.setPassword({ body: { token, password } }),
    onSuccess: ({ email }) => {
      toast(t('set-password.done'))
      knownEmail.set(email)
      toSignIn()
    },
  })

  const gone = token.length < 20 || isGone(link.error) || isGone(set.error)
  if (gone)
    return (
      <CardPage title={t('set-password.gone-title')} lead={t('set-password.gone-lead')}>
        <Note icon={<LinkIcon size={16} />}>{t('set-password.gone-text')}</Note>
        <div className={styles.after}>
          <Button size="large" wide onPress={toSignIn}>
            {t('set-password.to-sign-in')}
          </Button>
        </div>
      </CardPage>
    )
  return (
    <CardPage title={t('set-password.title')} lead={link.data?.email ?? t('set-password.checking')}>
      {link.error ? (
        <ErrorState error={link.error} retry={() => void link.refetch()} />
      ) : link.data ? (
        <Form
          error={set.error}
          isPending={set.isPending || set.isSuccess}
          onSubmit={() => set.mutate()}
          leaveFreely
        >
          <input type="hidden" autoComplete="username" value={link.data.email} readOnly />
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

const isGone = (error: unknown) => error instanceof ApiError && error.type === 'link-not-valid'

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
