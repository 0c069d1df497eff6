import { useTranslation } from 'react-i18next'
import type { BillingPeriod } from '#api/billing.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './billing.module.css'
import { usePeriodWords } from './use-period-words.ts'

interface Props {
  billing: { anchorDay: number; timeZone: string; nextEndsAt: string; current: BillingPeriod }
}

/** What the present period comes to so far, when it ends, and by what the next one goes. */
export function Present({ billing: { anchorDay, timeZone, current } }: Props) {
  const { t } = useTranslation()
  const words = usePeriodWords()
  const format = useFormat(current.timeZone)
  const changed = anchorDay !== current.anchorDay || timeZone !== current.timeZone
  return (
    <section className={styles.present} aria-label={t('billing.present')}>
      <div>
        <p className={styles.figure}>{format.number(current.billed)}</p>
        <p className={styles.what}>{t('billing.so-far')}</p>
      </div>
      <dl className={styles.facts}>
        <div>
          <dt>{t('billing.present')}</dt>
          <dd>{words.range(current)}</dd>
        </div>
        <div>
          <dt>{t('billing.ends')}</dt>
          <dd>
            <time dateTime={current.endsAt}>{format.dateTime(current.endsAt)}</time>{' '}
            <span className={styles.quiet}>{current.timeZone}</span>
          </dd>
        </div>
        <div>
          <dt>{t('billing.counted')}</dt>
          <dd>{words.sum(current)}</dd>
        </div>
      </dl>
      {changed && (
        <p className={styles.next}>{t('billing.next-by', { day: anchorDay, zone: timeZone })}</p>
      )}
    </section>
  )
}
