import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { losingStore } from '#web/losing.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'

/** Signing out takes what was not sent from this device along: said before, once, at the root. */
export function LosingGate() {
  const { t } = useTranslation()
  const losing = useSyncExternalStore(losingStore.subscribe, losingStore.get)
  return (
    <ConfirmDialog
      title={t('doing.lose.question')}
      confirm={t('doing.lose.confirm')}
      danger
      isOpen={losing !== null}
      onConfirm={() => losing?.answer(true)}
      onClose={() => losing?.answer(false)}
    >
      {t('doing.lose.text', { count: losing?.count ?? 0 })}
    </ConfirmDialog>
  )
}
