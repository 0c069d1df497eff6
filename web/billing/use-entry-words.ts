import { useTranslation } from 'react-i18next'
import type { BillingEntry } from '#api/billing.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { useFormat } from '#web/ui/format.ts'
import { usePeriodWords } from './use-period-words.ts'

const tones: Record<BillingEntry['change'], Tone> = {
  active: 'green',
  'correction-added': 'amber',
  'correction-removed': 'blue',
}

/** Why somebody stands on the bill, in words. */
export function useEntryWords() {
  const { t } = useTranslation()
  const format = useFormat()
  const periods = usePeriodWords()
  return {
    why: ({ match: { others, program } }: Pick<BillingEntry, 'match'>) =>
      others.length > 0
        ? t('billing.matched-with', { others: format.list(others), program: program.name })
        : t('billing.matched', { program: program.name }),
    tone: ({ change }: BillingEntry) => tones[change],
    change: ({ change, ofPeriod }: BillingEntry) =>
      t(`billing.changes.${change}`, { period: periods.range(ofPeriod) }),
  }
}
