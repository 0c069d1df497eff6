import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, refresh } from '#web/api.ts'
import { useSession } from '#web/shell/session.ts'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { Page } from '#web/ui/page.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { toast } from '#web/ui/toast.tsx'

const empty = { currentPassword: '', newPassword: '' }

/** The one password of the identity, changed for every organization at once (PW1). */
export function SecurityPage() {
  const { t } = useTranslation()
  const { email } = useSession()
  const [passwords, setPasswords] = useState(empty)
  const save = useMutation({
    mutationFn: () => client.changePassword({ body: passwords }),
    onSuccess: () => {
      setPasswords(empty)
      void refresh('listMySessions')
      toast({ text: t('me.security.changed'), description: t('me.security.changed-next') })
    },
  })
  // The same object until the next answer, or the field would show its error again with every key.
  const error = useMemo(() => atItsField(save.error), [save.error])
  const { currentPassword, newPassword } = passwords
  const missing = !currentPassword || !newPassword
  return (
    <Page title={t('me.security.heading')} lead={t('me.security.lead', { email })} width="narrow">
      <Form error={error} isPending={save.isPending} leaveFreely onSubmit={() => save.mutate()}>
        <FormSection title={t('me.security.password')} lead={t('me.security.password-lead')}>
          {/* Password managers want to know whose password it is. */}
          <input hidden type="text" autoComplete="username" value={email} readOnly />
          <PasswordField
            label={t('me.security.current')}
            name="currentPassword"
            autoComplete="current-password"
            isRequired
            maxLength={256}
            value={currentPassword}
            onChange={(next) => setPasswords({ ...passwords, currentPassword: next })}
          />
          <PasswordField
            label={t('me.security.new')}
            name="newPassword"
            autoComplete="new-password"
            isRequired
            minLength={12}
            maxLength={256}
            help={t('me.security.new-help')}
            value={newPassword}
            onChange={(next) => setPasswords({ ...passwords, newPassword: next })}
          />
          <FormActions>
            <SubmitButton disabledReason={missing ? t('me.security.missing') : null}>
              {t('me.security.change')}
            </SubmitButton>
          </FormActions>
        </FormSection>
      </Form>
    </Page>
  )
}

/** The server names no field for a wrong password; on this page there is only one that it can mean. */
const atItsField = (error: unknown) =>
  error instanceof ApiError && error.type === 'wrong-password'
    ? new ApiError({
        ...error.problem,
        errors: [
          { pointer: '#/currentPassword', detail: error.problem.title, code: 'wrong-password' },
        ],
      })
    : error
