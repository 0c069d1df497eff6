import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { RecoveryCodes } from '#web/shell/recovery-codes.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'

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
      title={t('me.security.authenticator.new-codes-title')}
      isOpen
      firm
      onClose={onClose}
      size="small"
    >
      <RecoveryCodes codes={replace.data.recoveryCodes} onSaved={onClose} />
    </Dialog>
  )
}
