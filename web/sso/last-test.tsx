import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Trace } from '#api/sso.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { refused } from '#web/shell/trace-view.tsx'
import { Link } from '#web/ui/link.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import styles from './sso.module.css'

/** The newest test of a connection, as long as it is among the attempts that are kept. */
export const useLastTest = (connectionId: string): Trace | undefined =>
  useQuery(query('listTraces', { params: { connectionId } })).data?.items.find(
    ({ purpose }) => purpose === 'test',
  )

/** How it ended, and when. */
export function LastTest({ connectionId, test }: { connectionId: string; test: Trace }) {
  const { t } = useTranslation()
  const { slug, timeZone } = useSession().organization
  return (
    <p className={styles.words}>
      <StatusDot tone={refused(test) ? 'red' : 'green'}>
        {t(`sso.trace.outcomes.${test.outcome}`)}
      </StatusDot>{' '}
      <span className={styles.quiet}>
        <RelativeTime time={test.at} timeZone={timeZone} />
      </span>
      {' · '}
      <Link href={paths.connection(slug, connectionId, 'attempts')}>{t('sso.see-attempts')}</Link>
    </p>
  )
}
