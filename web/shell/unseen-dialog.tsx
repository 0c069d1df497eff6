import { useTranslation } from 'react-i18next'
import { Dialog } from '#web/ui/dialog.tsx'
import { toast } from '#web/ui/toast.tsx'
import type { Unseen } from './unseen.ts'
import { UnseenProof } from './unseen-proof.tsx'

interface Props {
  email: string
  why: Unseen
  onProved?: (() => void) | undefined
  onClose: () => void
}

/** Proves, over a page, what keeps organizations out of sight; what that page showed is fetched anew. */
export function UnseenDialog({ email, why, onProved, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={t(`shell.${why}.title`)} isOpen onClose={onClose} size="small">
      <UnseenProof
        email={email}
        why={why}
        onProved={() => {
          toast(t(`shell.${why}.done`))
          onClose()
          onProved?.()
        }}
      />
    </Dialog>
  )
}
