import { useQuery } from '@tanstack/react-query'
import { MonitorSmartphone } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { Link } from '#web/ui/link.tsx'
import { SecurityCard } from './security-card.tsx'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'

/** In how many places one is signed in here, and out of all of them at once (LG9). */
export function SessionsCard() {
  const { t } = useTranslation()
  const { slug, name } = useSession().organization
  const { data } = useQuery(query('listMySessions'))
  return (
    <SecurityCard
      icon={<MonitorSmartphone size={16} aria-hidden />}
      title={t('me.sessions.heading')}
      state={
        <>
          {data
            ? t('me.security.sessions.count', { count: data.items.length, name })
            : t('me.sessions.lead', { name })}{' '}
          <Link href={paths.sessions(slug)}>{t('me.security.sessions.show')}</Link>
        </>
      }
      actions={<SignOutEverywhere />}
    />
  )
}
