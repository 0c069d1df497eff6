import { DoorClosed } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { useTitle } from '#web/ui/title.ts'

/** An address that leads nowhere, or to something that one may not see: the same page. `bare` outside of the frame. */
export function NotFoundPage({ bare = false }: { bare?: boolean }) {
  const { t } = useTranslation()
  useTitle(t('shell.not-found.title'))
  const page = (
    <EmptyState
      level={1}
      icon={<DoorClosed size={20} />}
      title={t('shell.not-found.title')}
      action={<Link href={paths.home()}>{t('shell.not-found.home')}</Link>}
    >
      {t('shell.not-found.text')}
    </EmptyState>
  )
  return bare ? <main id="main">{page}</main> : page
}
