import { DoorOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#web/shell/session.ts'
import { useFragmentDialog } from '#web/shell/use-fragment-dialog.ts'
import { Button } from '#web/ui/button.tsx'
import { SecurityCard } from './security-card.tsx'

/** The way out of this organization (US10); the dialog stands over whatever page one is on. */
export function LeaveCard() {
  const { t } = useTranslation()
  const { name } = useSession().organization
  const [, setDialog] = useFragmentDialog(['leave'])
  return (
    <SecurityCard
      icon={<DoorOpen size={16} aria-hidden />}
      title={t('leave.title', { name })}
      state={t('leave.short')}
      danger
      actions={<Button onPress={() => setDialog('leave')}>{t('leave.start')}</Button>}
    />
  )
}
