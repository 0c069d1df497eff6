import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, refresh } from '#web/api.ts'
import { Enrolment } from '#web/shell/enrolment.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { toast } from '#web/ui/toast.tsx'

interface Props {
  /** There is one already, which counts until the new one is confirmed. */
  replaces: boolean
  onClose: () => void
}

/** Sets up an authenticator, or another one in place of it (DR4). */
export function AuthenticatorDialog({ replaces, onClose }: Props) {
  const { t } = useTranslation()
  // As it began: once the new one is confirmed there is one, and its codes are still to be saved.
  const [words] = useState(replaces ? 'replace' : 'set-up')
  const close = () => {
    // Also when somebody leaves before the codes are saved: by then it may be set up.
    void refresh('getMySecurity', 'listMyOrganizations')
    onClose()
  }
  return (
    <Dialog
      title={t(`me.security.authenticator.${words}-title`)}
      lead={t(`me.security.authenticator.${words}-lead`)}
      isOpen
      firm
      onClose={close}
      size="small"
    >
      <Enrolment
        by={client}
        onDone={() => {
          toast(t(`me.security.authenticator.${words}-done`))
          close()
        }}
      />
    </Dialog>
  )
}
