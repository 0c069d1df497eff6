import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Download, Lock, ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '#api/audit.ts'
import { query } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRefusal } from '#web/shell/session.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { usePaging } from '#web/shell/use-paging.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Chips, Toolbar } from '#web/ui/filters.tsx'
import { Page } from '#web/ui/page.tsx'
import { Pager } from '#web/ui/pager.tsx'
import { Table } from '#web/ui/table.tsx'
import { ChainLine } from './chain-line.tsx'
import { EventPanel } from './event-panel.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { useAuditColumns } from './use-audit-columns.tsx'
import { useAuditFilters } from './use-audit-filters.tsx'

/** Who did what, when and from where (OP3). */
export function AuditPage() {
  const { t } = useTranslation()
  const refusal = useRefusal('listAuditEvents')
  const [exports, setExports] = useState(false)
  const filters = useAuditFilters()
  return (
    <Page
      title={t('audit.heading')}
      lead={t('audit.lead')}
      action={
        <Button
          icon={<Download size={16} />}
          disabledReason={refusal}
          onPress={() => setExports(true)}
        >
          {t('audit.export.open')}
        </Button>
      }
    >
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={t('audit.no-view')}>
          {refusal}
        </EmptyState>
      ) : (
        <>
          <ChainLine />
          <EventTable filters={filters} />
        </>
      )}
      {exports && <ExportDialog asked={filters.asked} onClose={() => setExports(false)} />}
    </Page>
  )
}

function EventTable({ filters }: { filters: ReturnType<typeof useAuditFilters> }) {
  const { t } = useTranslation()
  const address = useAddress()
  const words = useAuditWords()
  const columns = useAuditColumns()
  const paging = usePaging()
  const events = useQuery({
    ...query('listAuditEvents', { query: { ...filters.asked, cursor: paging.cursor } }),
    placeholderData: keepPreviousData,
  })
  const items = events.data?.items
  const open = items?.find(({ id }) => id === address.get('event'))
  return (
    <>
      <Toolbar>
        {filters.menu}
        <Chips filters={filters.chips} onRemove={filters.remove} onClear={filters.clear} />
      </Toolbar>
      {events.error && !events.data ? (
        <ErrorState error={events.error} retry={() => void events.refetch()} />
      ) : (
        <>
          <Table<AuditEvent>
            label={t('audit.heading')}
            columns={columns}
            rows={items}
            rowKey={({ id }) => id}
            rowLabel={({ action, actor }) =>
              [words(action), actor?.name].filter(Boolean).join(', ')
            }
            onOpen={({ id }) => address.set({ event: id }, { replace: false })}
            empty={
              <EmptyState
                icon={<ScrollText size={20} />}
                title={t('audit.none.title')}
                action={
                  filters.chips.length > 0 && (
                    <Button onPress={filters.clear}>{t('audit.none.clear')}</Button>
                  )
                }
              >
                {t('audit.none.text')}
              </EmptyState>
            }
          />
          {events.data && <Pager {...paging.of(events.data)} />}
        </>
      )}
      {filters.dialog}
      {open && <EventPanel event={open} onClose={() => address.set({ event: null })} />}
    </>
  )
}
