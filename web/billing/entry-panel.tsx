import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './billing.module.css'
import { useEntryWords } from './use-entry-words.ts'
import { usePeriodWords } from './use-period-words.ts'

interface Props {
  entryId: string
  /** Of the period on whose list it stands. */
  timeZone: string
  onClose: () => void
}

/** “Why is this person billed?”: the match and the moment, and all that was active in that period. */
export function EntryPanel({ entryId, timeZone, onClose }: Props) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const words = useEntryWords()
  const periods = usePeriodWords()
  const format = useFormat(timeZone)
  const entry = useQuery(query('getBillingEntry', { params: { entryId } }))
  return (
    <Panel
      title={entry.data?.name ?? t('billing.why-title')}
      lead={t('billing.why-title')}
      onClose={onClose}
    >
      {entry.error ? (
        <ErrorState error={entry.error} retry={() => void entry.refetch()} />
      ) : !entry.data ? (
        <ListSkeleton rows={4} label={t('billing.why-title')} />
      ) : (
        <>
          <p className={styles.sentence}>
            {t(`billing.because.${entry.data.change}`, {
              name: entry.data.name,
              why: words.why(entry.data),
              at: format.dateTime(entry.data.activeFrom),
              period: periods.range(entry.data.ofPeriod),
            })}
          </p>
          <Facts
            facts={[
              { name: t('billing.counts'), value: words.change(entry.data) },
              { name: t('billing.about'), value: periods.range(entry.data.ofPeriod) },
              { name: t('billing.recorded'), value: format.dateTime(entry.data.recordedAt) },
              {
                name: t('billing.member'),
                value: entry.data.memberId ? (
                  <Link href={paths.user(organization.slug, entry.data.memberId)}>
                    {entry.data.name}
                  </Link>
                ) : (
                  t('billing.gone')
                ),
              },
            ]}
          />
          <PanelSection title={t('billing.activity')}>
            <ul className={styles.activity}>
              {entry.data.activity.map((one) => (
                <li key={`${one.match.id} ${one.startedAt}`} className={styles.one}>
                  <span>{words.why(one)}</span>
                  <span className={styles.quiet}>
                    {format.dateTime(one.startedAt)} –{' '}
                    {one.endedAt ? format.dateTime(one.endedAt) : t('billing.still')}
                  </span>
                  {one.voided !== null && (
                    <Badge tone="red">{t('billing.struck', { reason: one.voided })}</Badge>
                  )}
                </li>
              ))}
            </ul>
          </PanelSection>
        </>
      )}
    </Panel>
  )
}
