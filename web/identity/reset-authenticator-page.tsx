import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { knownEmail } from '#web/known-email.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { GonePage } from './gone-page.tsx'
import styles from './identity.module.css'
import { useLink } from './use-link.ts'

/** A lost device: the home's administrator or the operator began the reset, and the mailbox confirms it (DR4, OP4). */
export function ResetAuthenticatorPage() {
  const { t } = useTranslation()
  const { go } = useGo()
  const confirm = useMutation({
    mutationFn: (token: string) => client.confirmAuthenticatorReset({ body: { token } }),
    onSuccess: ({ email }) => knownEmail.set(email),
  })
  const { token, found, error, retry, gone } = useLink(
    'authenticator-reset',
    (token) => client.checkAuthenticatorReset({ body: { token } }),
    confirm.error,
  )
  if (confirm.data)
    return (
      <CardPage title={t('reset-authenticator.done-title')} lead={confirm.data.email}>
        <div className={styles.stack} role="status">
          <p>{t('reset-authenticator.done')}</p>
          <Button kind="primary" size="large" wide autoFocus onPress={() => go(paths.signIn())}>
            {t('set-password.to-sign-in')}
          </Button>
        </div>
      </CardPage>
    )
  if (gone) return <GonePage text={t('reset-authenticator.gone-text')} />
  return (
    <CardPage
      title={t('reset-authenticator.title')}
      lead={found?.email ?? t('set-password.checking')}
    >
      {error ? (
        <ErrorState error={error} retry={retry} />
      ) : found ? (
        <Form
          error={confirm.error}
          isPending={confirm.isPending}
          onSubmit={() => confirm.mutate(token)}
          leaveFreely
        >
          <p>
            {found.organizationName === null
              ? t('reset-authenticator.text-operator')
              : t('reset-authenticator.text', { name: found.organizationName })}
          </p>
          <ul className={styles.list}>
            <li>{t('reset-authenticator.codes')}</li>
            <li>{t('reset-authenticator.sessions')}</li>
            <li>{t('reset-authenticator.not-you')}</li>
          </ul>
          <SubmitButton size="large" wide>
            {t('reset-authenticator.confirm')}
          </SubmitButton>
        </Form>
      ) : (
        <FormSkeleton fields={1} label={t('reset-authenticator.title')} />
      )}
    </CardPage>
  )
}
