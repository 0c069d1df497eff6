import { DoorClosed } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { useTitle } from '#web/ui/title.ts'

/** An address that leads nowhere, or to something that one may not see: the same page. */
export function NotFoundPage() {
  const { t } = useTranslation()
  useTitle(t('shell.not-found.title'))
  return (
    <EmptyState
      icon={<DoorClosed size={20} />}
      title={t('shell.not-found.title')}
      action={<Link href={paths.home()}>{t('shell.not-found.home')}</Link>}
    >
      {t('shell.not-found.text')}
    </EmptyState>
  )
}
