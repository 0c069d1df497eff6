import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, refresh } from '#web/api.ts'
import { useWait } from '#web/shell/use-wait.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { PasswordField } from '#web/ui/password-field.tsx'
import { toast } from '#web/ui/toast.tsx'

/** Changes the one password of the identity, for every organization at once (PW1). */
export function PasswordDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTranslation()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const save = useMutation({
    mutationFn: () => client.changePassword({ body: { currentPassword, newPassword } }),
    onSuccess: () => {
      void refresh('getMySecurity', 'listMySessions')
      toast({
        text: t('me.security.password.done'),
        description: t('me.security.password.done-next'),
      })
      onClose()
    },
  })
  // The same object until the next answer, or the field would show its error again with every key.
  const error = useMemo(() => atItsField(save.error), [save.error])
  const wait = useWait(save.error)
  const missing = !currentPassword || !newPassword
  return (
    <Dialog
      title={t('me.security.password.change')}
      lead={t('me.security.password.lead')}
      isOpen
      onClose={onClose}
      size="small"
    >
      <Form error={error} isPending={save.isPending} leaveFreely onSubmit={() => save.mutate()}>
        {/* Password managers want to know whose password it is. */}
        <input hidden type="text" autoComplete="username" value={email} readOnly />
        <PasswordField
          label={t('me.security.password.current')}
          name="currentPassword"
          autoComplete="current-password"
          autoFocus
          isRequired
          maxLength={256}
          value={currentPassword}
          onChange={setCurrent}
        />
        <PasswordField
          label={t('me.security.password.new')}
          name="newPassword"
          autoComplete="new-password"
          isRequired
          minLength={12}
          maxLength={256}
          help={t('me.security.password.new-help')}
          value={newPassword}
          onChange={setNew}
        />
        <FormActions>
          <SubmitButton
            disabledReason={wait ?? (missing ? t('me.security.password.missing') : null)}
          >
            {wait ?? t('me.security.password.change')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** The server names no field for a wrong password; here there is only one that it can mean. */
const atItsField = (error: unknown) =>
  error instanceof ApiError && error.type === 'wrong-password'
    ? new ApiError({
        ...error.problem,
        errors: [
          { pointer: '#/currentPassword', detail: error.problem.title, code: 'wrong-password' },
        ],
      })
    : error
