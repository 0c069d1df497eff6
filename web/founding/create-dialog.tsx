import { useTranslation } from 'react-i18next'
import { useSession } from '#web/shell/session.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { CreateForm } from './create-form.tsx'

/** Creating from inside an organization, over the page where one is (CR1). */
export function CreateDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { email, organization } = useSession()
  return (
    <Dialog
      title={t('organizations.create')}
      lead={t('founding.lead')}
      isOpen
      // What was typed must not be lost by a click beside it.
      firm
      onClose={onClose}
      note={t('founding.ends', { name: organization.name })}
    >
      <CreateForm email={email} inDialog />
    </Dialog>
  )
}
