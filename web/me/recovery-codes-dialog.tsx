import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { CodeList } from '#web/ui/code-list.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import styles from './security.module.css'

/** Ten new recovery codes, after asking, because the old ones stop (DR4); shown once. */
export function RecoveryCodesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const replace = useMutation({
    mutationFn: () => client.replaceRecoveryCodes(),
    onSuccess: () => refresh('getMySecurity'),
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  if (!replace.data)
    return (
      <ConfirmDialog
        title={t('me.security.authenticator.new-codes-question')}
        confirm={t('me.security.authenticator.new-codes')}
        isOpen
        isPending={replace.isPending}
        onConfirm={() => replace.mutate()}
        onClose={onClose}
      >
        {t('me.security.authenticator.new-codes-means')}
      </ConfirmDialog>
    )
  return (
    <Dialog
      title={t('me.security.authenticator.codes-title')}
      lead={t('me.security.authenticator.codes-lead')}
      isOpen
      firm
      onClose={onClose}
      size="small"
      actions={
        <Button kind="primary" onPress={onClose}>
          {t('me.security.authenticator.codes-saved')}
        </Button>
      }
    >
      <div className={styles.text}>
        <CodeList
          label={t('me.security.authenticator.codes-file')}
          codes={replace.data.recoveryCodes}
          fileName="foyer-recovery-codes.txt"
        />
      </div>
    </Dialog>
  )
}
