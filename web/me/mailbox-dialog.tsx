import { useTranslation } from 'react-i18next'
import { refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { DoorStep } from '#web/shell/door-step.tsx'
import { useSession } from '#web/shell/session.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { toast } from '#web/ui/toast.tsx'

/** Ends the doubt that an administrator's password left on this identity: a code from its own mailbox (PW4). */
export function MailboxDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const { t } = useTranslation()
  const { organization } = useSession()
  return (
    <Dialog title={t('me.security.mailbox.prove')} isOpen onClose={onClose} size="small">
      <DoorStep
        step={{
          kind: 'email_otp',
          reason: 'mailbox-in-doubt',
          proveAt: '/api/v1/proofs/email-code',
        }}
        email={email}
        organizationName={organization.name}
        onProved={() => {
          void refresh('getMySecurity', 'listMyOrganizations')
          toast(t('me.security.mailbox.done'))
          onClose()
        }}
        onExpired={() => window.location.assign(paths.signIn(paths.security(organization.slug)))}
      />
    </Dialog>
  )
}
