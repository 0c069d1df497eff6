import { Download } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BillingPeriod } from '#api/billing.ts'
import { pictureUrl } from '#web/api.ts'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import styles from './billing.module.css'
import { usePeriodWords } from './use-period-words.ts'

interface Props {
  periods: readonly BillingPeriod[]
  chosen: number | null
  onChoose: (period: BillingPeriod) => void
}

/** The periods in figures, each with its list as a file. */
export function PeriodTable({ periods, chosen, onChoose }: Props) {
  const { t } = useTranslation()
  const words = usePeriodWords()
  const format = useFormat()
  return (
    <table className={styles.periods}>
      <caption className={styles.caption}>{t('billing.periods')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('billing.period')}</th>
          <th scope="col" className={styles.end}>
            {t('billing.active-people')}
          </th>
          <th scope="col" className={styles.end}>
            {t('billing.corrections')}
          </th>
          <th scope="col" className={styles.end}>
            {t('billing.billed')}
          </th>
          <th scope="col" className={styles.end}>
            {t('billing.csv')}
          </th>
        </tr>
      </thead>
      <tbody>
        {periods.map((period) => {
          const { number, corrections, status } = period
          const change = corrections.added - corrections.removed
          return (
            <tr key={number} className={cx(number === chosen && styles.chosen)}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.choose}
                  aria-pressed={number === chosen}
                  onClick={() => onChoose(period)}
                >
                  {words.range(period)}
                </button>
                {status === 'open' && <Badge tone="blue">{t('billing.open')}</Badge>}
              </th>
              <td className={styles.end}>{format.number(period.active)}</td>
              <td className={styles.end}>
                {change === 0 ? '–' : `${change > 0 ? '+' : '−'}${format.number(Math.abs(change))}`}
              </td>
              <td className={styles.end}>{format.number(period.billed)}</td>
              <td className={styles.end}>
                <Link
                  href={pictureUrl(`/api/v1/billing/periods/${number}/entries.csv`)}
                  download
                  aria-label={t('billing.download', { period: words.range(period) })}
                >
                  <Download size={16} aria-hidden />
                </Link>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
