import { useTranslation } from 'react-i18next'
import page from '#web/ui/page.module.css'
import { TableSkeleton } from '#web/ui/skeleton.tsx'

/** While a page's code comes: the shape that most pages have. */
export function LoadingPage() {
  const { t } = useTranslation()
  return (
    <div className={page.page}>
      <TableSkeleton columns={4} label={t('shell.loading')} />
    </div>
  )
}
