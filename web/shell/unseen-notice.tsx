import { MailWarning } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { MailboxDialog } from './mailbox-dialog.tsx'
import { Notice } from './notice.tsx'

interface Props {
  email: string
  /** What it means here; else that there may be more organizations than are shown. */
  children?: ReactNode
  onProved?: () => void
}

/** While a mailbox is in doubt: why less is shown than there may be, and the way out (PW4, PR4). Not within a form. */
export function MailboxNotice({ email, children, onProved }: Props) {
  const { t } = useTranslation()
  const [proving, setProving] = useState(false)
  return (
    <>
      <Notice
        icon={<MailWarning size={16} aria-hidden />}
        tone="amber"
        title={t('shell.mailbox.title')}
        action={<Button onPress={() => setProving(true)}>{t('shell.mailbox.prove')}</Button>}
      >
        {children ?? t('shell.mailbox.means')}
      </Notice>
      {proving && (
        <MailboxDialog email={email} onProved={onProved} onClose={() => setProving(false)} />
      )}
    </>
  )
}
