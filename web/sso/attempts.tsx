import { useQuery } from '@tanstack/react-query'
import { ChevronRight, RefreshCw, Route as Way } from 'lucide-react'
import { useId, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import type { Trace } from '#api/sso.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { refused, TraceView } from '#web/shell/trace-view.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { TableSkeleton } from '#web/ui/skeleton.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import styles from './sso.module.css'
import { useConnection } from './use-connection.ts'

/** The last ways through a connection, the newest first, each with its trace (SS3). */
export function Attempts() {
  const { t } = useTranslation()
  const { id } = useConnection()
  const traces = useQuery(query('listTraces', { params: { connectionId: id } }))
  if (traces.error && !traces.data)
    return <ErrorState error={traces.error} retry={() => void traces.refetch()} />
  if (!traces.data) return <TableSkeleton columns={3} rows={5} label={t('sso.tabs.attempts')} />
  const again = (
    <Button
      size="small"
      icon={<RefreshCw size={14} />}
      isPending={traces.isFetching}
      onPress={() => void traces.refetch()}
    >
      {t('sso.refresh')}
    </Button>
  )
  if (traces.data.items.length === 0)
    return (
      <EmptyState icon={<Way size={20} />} title={t('sso.no-attempts.title')} action={again}>
        {t('sso.no-attempts.text')}
      </EmptyState>
    )
  return (
    <>
      <div className={styles.line}>
        <p className={styles.quiet}>{t('sso.attempts-lead')}</p>
        {again}
      </div>
      <ul aria-label={t('sso.tabs.attempts')} className={styles.attempts}>
        {traces.data.items.map((trace) => (
          <Attempt key={trace.id} trace={trace} />
        ))}
      </ul>
    </>
  )
}

function Attempt({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const { slug, timeZone } = useSession().organization
  const format = useFormat(timeZone)
  const [isOpen, setOpen] = useState(false)
  const body = useId()
  const { at, email, ip, memberId, outcome, purpose } = trace
  return (
    <li>
      <AriaButton
        className={styles.attempt ?? ''}
        aria-expanded={isOpen}
        {...(isOpen && { 'aria-controls': body })}
        onPress={() => setOpen(!isOpen)}
      >
        <ChevronRight size={14} aria-hidden className={styles.chevron} />
        <span className={styles.attemptOutcome}>
          <StatusDot tone={refused(trace) ? 'red' : 'green'}>
            {t(`sso.trace.outcomes.${outcome}`)}
          </StatusDot>
          {purpose === 'test' && <Badge>{t('sso.a-test')}</Badge>}
        </span>
        <span className={styles.attemptWho}>{email ?? t('sso.no-email')}</span>
        <span className={styles.attemptWhen}>
          <RelativeTime time={at} timeZone={timeZone} />
        </span>
      </AriaButton>
      {isOpen && (
        <div id={body} className={styles.attemptBody}>
          <Facts
            facts={[
              { name: t('sso.when'), value: format.dateTime(at) },
              ...(ip ? [{ name: t('sso.from-address'), value: ip }] : []),
              ...(memberId
                ? [
                    {
                      name: t('sso.member'),
                      value: (
                        <Link href={paths.user(slug, memberId)}>
                          {email ?? t('sso.see-member')}
                        </Link>
                      ),
                    },
                  ]
                : []),
            ]}
          />
          <TraceView trace={trace} />
        </div>
      )}
    </li>
  )
}
