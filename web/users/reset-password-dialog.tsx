import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './user-page.module.css'
import { nameOf } from './user-words.tsx'

const methods = ['mail', 'temporary'] as const

/** The two ways of an administrator to help somebody who cannot sign in (PW4). */
export function ResetPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation()
  const [method, setMethod] = useState<(typeof methods)[number]>('mail')
  const name = nameOf(user)
  const reset = useMutation({
    mutationFn: () => client.resetUserPassword({ params: { memberId: user.id }, body: { method } }),
    onSuccess: ({ temporaryPassword }) => {
      void refresh('getUserSecurity')
      if (temporaryPassword) return
      toast({
        text: t('users.signing-in.mailed', { email: user.email }),
        description: t('users.signing-in.mailed-next'),
      })
      onClose()
    },
  })
  const made = reset.data?.temporaryPassword
  if (made) return <TemporaryPassword name={name} password={made} onClose={onClose} />
  return (
    <Dialog title={t('users.signing-in.reset-question', { name })} isOpen onClose={onClose}>
      <Form
        error={reset.error}
        isPending={reset.isPending}
        leaveFreely
        onSubmit={() => reset.mutate()}
      >
        <RadioGroup
          cards
          label={t('users.signing-in.method')}
          name="method"
          choices={methods.map((id) => ({
            id,
            label: t(`users.signing-in.methods.${id}.label`),
            description: t(`users.signing-in.methods.${id}.text`),
          }))}
          value={method}
          onChange={setMethod}
        />
        <FormActions>
          <SubmitButton>{t(`users.signing-in.methods.${method}.submit`)}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

interface TemporaryProps {
  name: string
  password: string
  onClose: () => void
}

function TemporaryPassword({ name, password, onClose }: TemporaryProps) {
  const { t } = useTranslation()
  return (
    <Dialog
      title={t('users.signing-in.made', { name })}
      lead={t('users.signing-in.made-lead')}
      firm
      isOpen
      onClose={onClose}
      actions={
        <Button kind="primary" onPress={onClose}>
          {t('users.signing-in.done')}
        </Button>
      }
    >
      <div className={styles.secret}>
        <code className={styles.password}>{password}</code>
        <CopyButton text={password} />
      </div>
      <p className={styles.words}>{t('users.signing-in.made-text')}</p>
    </Dialog>
  )
}
