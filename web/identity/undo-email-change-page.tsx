import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Trans, useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { CardPage } from '#web/shell/card-page.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { GonePage } from './gone-page.tsx'
import styles from './identity.module.css'
import { useLink } from './use-link.ts'

/** From the old mailbox: takes the address back, and goes on to a new password (PW6). */
export function UndoEmailChangePage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const undo = useMutation({
    mutationFn: (token: string) => client.undoEmailChange({ body: { token } }),
    onSuccess: ({ email, passwordToken }) => {
      toast(t('undo-email-change.done', { email }))
      void navigate({ href: paths.setPassword(passwordToken), replace: true })
    },
  })
  const { token, found, error, retry, gone } = useLink(
    'email-change',
    (token) => client.checkEmailChange({ body: { token } }),
    undo.error,
  )
  if (gone) return <GonePage text={t('undo-email-change.gone-text')} />
  return (
    <CardPage
      title={t('undo-email-change.title')}
      lead={found?.oldEmail ?? t('set-password.checking')}
    >
      {error ? (
        <ErrorState error={error} retry={retry} />
      ) : found ? (
        <Form
          error={undo.error}
          isPending={undo.isPending || undo.isSuccess}
          onSubmit={() => undo.mutate(token)}
          leaveFreely
        >
          <p>
            <Trans i18nKey="undo-email-change.text" values={found} components={{ b: <b /> }} />
          </p>
          <ul className={styles.list}>
            <li>
              <Trans i18nKey="undo-email-change.back" values={found} components={{ b: <b /> }} />
            </li>
            <li>{t('undo-email-change.sessions')}</li>
            <li>{t('undo-email-change.password')}</li>
          </ul>
          <SubmitButton size="large" wide>
            {t('undo-email-change.confirm')}
          </SubmitButton>
        </Form>
      ) : (
        <FormSkeleton fields={1} label={t('undo-email-change.title')} />
      )}
    </CardPage>
  )
}
