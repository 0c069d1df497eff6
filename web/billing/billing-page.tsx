import { useQuery } from '@tanstack/react-query'
import { CalendarDays, Lock } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BillingPeriod } from '#api/billing.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRefusal } from '#web/shell/session.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { AnchorDialog } from './anchor-dialog.tsx'
import styles from './billing.module.css'
import { EntryTable } from './entry-table.tsx'
import { PeriodTable } from './period-table.tsx'
import { PeriodsChart } from './periods-chart.tsx'
import { Present } from './present.tsx'

const shown = 6

/** Who took part actively, period by period, and why (BL1–BL3). */
export function BillingPage() {
  const { t } = useTranslation()
  const refusal = useRefusal('getBilling')
  const locked = useRefusal('updateBilling')
  const [anchor, setAnchor] = useState(false)
  return (
    <Page
      title={t('billing.heading')}
      lead={t('billing.lead')}
      action={
        <Button
          icon={<CalendarDays size={16} />}
          disabledReason={refusal ?? locked}
          onPress={() => setAnchor(true)}
        >
          {t('billing.anchor.open')}
        </Button>
      }
    >
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={t('billing.no-view')}>
          {refusal}
        </EmptyState>
      ) : (
        <Periods />
      )}
      {anchor && <AnchorDialog onClose={() => setAnchor(false)} />}
    </Page>
  )
}

function Periods() {
  const { t } = useTranslation()
  const address = useAddress()
  const billing = useQuery(query('getBilling'))
  const periods = useQuery(query('listBillingPeriods', { query: { limit: shown } }))
  const error = billing.error ?? periods.error
  if (error && !(billing.data && periods.data))
    return (
      <ErrorState
        error={error}
        retry={() => {
          void billing.refetch()
          void periods.refetch()
        }}
      />
    )
  if (!billing.data || !periods.data) return <ListSkeleton rows={6} label={t('billing.heading')} />
  const items = periods.data.items
  const chosen =
    items.find(({ number }) => String(number) === address.get('period')) ?? items[0] ?? null
  const choose = ({ number }: BillingPeriod) =>
    address.set({ period: String(number), entry: null, ...firstPage }, { replace: false })
  return (
    <>
      <Present billing={billing.data} />
      <Card title={t('billing.periods')}>
        <div className={styles.overview}>
          <PeriodsChart periods={items} chosen={chosen?.number ?? null} onChoose={choose} />
          <PeriodTable periods={items} chosen={chosen?.number ?? null} onChoose={choose} />
        </div>
      </Card>
      {chosen && <EntryTable key={chosen.number} period={chosen} />}
    </>
  )
}
