import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './security.module.css'

/** Says what will ask for it again, before the authenticator goes (DR4). */
export function RemoveAuthenticatorDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const remove = useMutation({
    mutationFn: () => client.removeAuthenticator(),
    onSuccess: async () => {
      await refresh('getMySecurity')
      toast(t('me.security.authenticator.removed'))
      onClose()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <ConfirmDialog
      title={t('me.security.authenticator.remove-question')}
      confirm={t('me.security.authenticator.remove-confirm')}
      danger
      isOpen
      isPending={remove.isPending}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <div className={styles.text}>
        <ul>
          <li>{t('me.security.authenticator.remove-demands')}</li>
          <li>{t('me.security.authenticator.remove-codes')}</li>
          <li>{t('me.security.authenticator.remove-weaker')}</li>
        </ul>
      </div>
    </ConfirmDialog>
  )
}
