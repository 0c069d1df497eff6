import { Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '#web/ui/button.tsx'
import { SecurityCard } from './security-card.tsx'

/** The end of this identity, in every organization (PW7). */
export function DeletionCard({ onDelete }: { onDelete: () => void }) {
  const { t } = useTranslation()
  return (
    <SecurityCard
      icon={<Trash2 size={16} aria-hidden />}
      title={t('me.security.deletion.title')}
      state={t('me.security.deletion.means')}
      danger
      actions={<Button onPress={onDelete}>{t('me.security.deletion.start')}</Button>}
    />
  )
}
