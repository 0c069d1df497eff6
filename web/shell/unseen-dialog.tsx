import { useTranslation } from 'react-i18next'
import { Dialog } from '#web/ui/dialog.tsx'
import { toast } from '#web/ui/toast.tsx'
import { MailboxProof } from './mailbox-proof.tsx'

interface Props {
  email: string
  onProved?: (() => void) | undefined
  onClose: () => void
}

/** Proves the mailbox over a page (PW4); what that page showed is fetched anew. */
export function MailboxDialog({ email, onProved, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('shell.mailbox.title')} isOpen onClose={onClose} size="small">
      <MailboxProof
        email={email}
        onProved={() => {
          toast(t('shell.mailbox.done'))
          onClose()
          onProved?.()
        }}
      />
    </Dialog>
  )
}
