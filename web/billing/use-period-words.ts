import { useTranslation } from 'react-i18next'
import type { BillingPeriod } from '#api/billing.ts'
import { useFormat } from '#web/ui/format.ts'

/** What is said of a billing period; its days are days, the same in every zone. */
export function usePeriodWords() {
  const { t, i18n } = useTranslation()
  const format = useFormat('UTC')
  const range = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' })
  const short = new Intl.DateTimeFormat(i18n.language, {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
  return {
    range: ({ firstDay, lastDay }: Pick<BillingPeriod, 'firstDay' | 'lastDay'>) =>
      range.formatRange(new Date(firstDay), new Date(lastDay)),
    starts: ({ firstDay }: Pick<BillingPeriod, 'firstDay'>) => short.format(new Date(firstDay)),
    sum: ({ active, corrections }: BillingPeriod) => {
      const parts = [t('billing.active', { count: active, number: format.number(active) })]
      if (corrections.added > 0)
        parts.push(t('billing.added', { number: format.number(corrections.added) }))
      if (corrections.removed > 0)
        parts.push(t('billing.removed', { number: format.number(corrections.removed) }))
      return parts.join(' · ')
    },
  }
}
