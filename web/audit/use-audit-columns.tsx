import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '#api/audit.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { useDeviceWords } from '#web/shell/use-device-words.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { useFormat } from '#web/ui/format.ts'
import type { Column } from '#web/ui/table.tsx'
import styles from './audit.module.css'
import { detailsInBrief } from './details-in-brief.ts'
import { isPerson } from './is-person.ts'
import { useDetails } from './use-details.ts'
import { useWhoWords } from './use-who-words.ts'

/** When, who, what, to whom or what, from where. */
export function useAuditColumns(): Column<AuditEvent>[] {
  const { t } = useTranslation()
  const words = useAuditWords()
  const who = useWhoWords()
  const device = useDeviceWords()
  const details = useDetails()
  const format = useFormat(useTimeZone())
  return [
    {
      id: 'what',
      header: t('audit.what'),
      title: true,
      cell: (event) => (
        <>
          {words(event.action)}{' '}
          <span className={styles.brief}>{detailsInBrief(details(event))}</span>
        </>
      ),
    },
    { id: 'who', header: t('audit.who'), width: '15%', cell: ({ actor }) => who(actor) },
    {
      id: 'whom',
      header: t('audit.whom'),
      width: '15%',
      cell: ({ subject, actor, action }) => {
        if (!subject || (!subject.name && !isPerson(action))) return '–'
        return subject.id === actor?.id ? t('audit.themselves') : who(subject)
      },
    },
    {
      id: 'from',
      header: t('audit.from'),
      width: '18%',
      cell: ({ ip, userAgent }) => (
        <span className={styles.quiet}>
          {[ip, userAgent && device(userAgent)].filter(Boolean).join(' · ')}
        </span>
      ),
    },
    {
      id: 'when',
      header: t('audit.when'),
      width: '168px',
      cell: ({ at }) => (
        <time dateTime={at} className={styles.quiet}>
          {format.dateTime(at)}
        </time>
      ),
    },
  ]
}
