import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ReceiptText } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BillingEntry, BillingPeriod } from '#api/billing.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { firstPage, usePaging } from '#web/shell/use-paging.ts'
import { useSearchText } from '#web/shell/use-search.ts'
import { Badge } from '#web/ui/badge.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Toolbar } from '#web/ui/filters.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Pager } from '#web/ui/pager.tsx'
import { SearchField } from '#web/ui/search-field.tsx'
import { Switch } from '#web/ui/switch.tsx'
import { Table } from '#web/ui/table.tsx'
import styles from './billing.module.css'
import { EntryPanel } from './entry-panel.tsx'
import { useEntryWords } from './use-entry-words.ts'
import { usePeriodWords } from './use-period-words.ts'

/** Who stands on the bill of a period, each with the match that made it so. */
export function EntryTable({ period }: { period: BillingPeriod }) {
  const { t } = useTranslation()
  const address = useAddress()
  const search = useSearchText()
  const paging = usePaging()
  const words = useEntryWords()
  const range = usePeriodWords().range(period)
  // A bill is read in the zone by which it was made: else somebody is active before the period begins.
  const format = useFormat(period.timeZone)
  const only = address.get('corrections') === 'true'
  const entries = useQuery({
    ...query('listBillingEntries', {
      params: { number: period.number },
      query: {
        q: search.asked,
        ...(only && { corrections: 'only' as const }),
        cursor: paging.cursor,
      },
    }),
    placeholderData: keepPreviousData,
  })
  const open = address.get('entry')
  return (
    <section className={styles.list} aria-labelledby="billed-people">
      <h2 id="billed-people" className={styles.heading}>
        {t('billing.who', { period: range })}
      </h2>
      <Toolbar>
        <SearchField label={t('billing.search')} value={search.typed} onChange={search.setTyped} />
        <Switch
          isSelected={only}
          onChange={(on) => address.set({ corrections: on ? 'true' : null, ...firstPage })}
        >
          {t('billing.corrections-only')}
        </Switch>
      </Toolbar>
      {entries.error && !entries.data ? (
        <ErrorState error={entries.error} retry={() => void entries.refetch()} />
      ) : (
        <>
          <Table<BillingEntry>
            label={t('billing.who', { period: range })}
            columns={[
              {
                id: 'name',
                header: t('billing.name'),
                title: true,
                width: '18%',
                cell: ({ name, memberId }) => (
                  <>
                    {name} {memberId === null && <Badge>{t('billing.gone')}</Badge>}
                  </>
                ),
              },
              { id: 'why', header: t('billing.why'), cell: words.why },
              {
                id: 'since',
                header: t('billing.since'),
                width: '160px',
                cell: ({ activeFrom }) => (
                  <time dateTime={activeFrom}>{format.dateTime(activeFrom)}</time>
                ),
              },
              {
                id: 'change',
                header: t('billing.counts'),
                // “Taken back for …” needs more room than “Active”.
                width: entries.data?.items.every(({ change }) => change === 'active')
                  ? '112px'
                  : '244px',
                cell: (entry) => <Badge tone={words.tone(entry)}>{words.change(entry)}</Badge>,
              },
            ]}
            rows={entries.data?.items}
            rowKey={({ id }) => id}
            rowLabel={({ name }) => name}
            onOpen={({ id }) => address.set({ entry: id }, { replace: false })}
            empty={
              <EmptyState icon={<ReceiptText size={20} />} title={t('billing.none.title')}>
                {search.asked || only ? t('billing.none.filtered') : t('billing.none.text')}
              </EmptyState>
            }
          />
          {entries.data && entries.data.items.length > 0 && <Pager {...paging.of(entries.data)} />}
        </>
      )}
      {open && (
        <EntryPanel
          entryId={open}
          timeZone={period.timeZone}
          onClose={() => address.set({ entry: null })}
        />
      )}
    </section>
  )
}
