import { MailWarning, UserRoundCheck } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { Notice } from './notice.tsx'
import type { Unseen } from './unseen.ts'
import { UnseenDialog } from './unseen-dialog.tsx'

interface Props {
  email: string
  why: Unseen
  /** What it means here; else that there may be more organizations than are shown. */
  children?: ReactNode
  onProved?: () => void
}

/** Why less is shown than there may be, and the way out (PW4, PR4). Not within a form. */
export function UnseenNotice({ email, why, children, onProved }: Props) {
  const { t } = useTranslation()
  const Icon = why === 'mailbox' ? MailWarning : UserRoundCheck
  const [proving, setProving] = useState(false)
  return (
    <>
      <Notice
        icon={<Icon size={16} aria-hidden />}
        tone={why === 'mailbox' ? 'amber' : 'quiet'}
        title={t(`shell.${why}.title`)}
        action={<Button onPress={() => setProving(true)}>{t(`shell.${why}.prove`)}</Button>}
      >
        {children ?? t(`shell.${why}.means`)}
      </Notice>
      {proving && (
        <UnseenDialog
          email={email}
          why={why}
          onProved={onProved}
          onClose={() => setProving(false)}
        />
      )}
    </>
  )
}
