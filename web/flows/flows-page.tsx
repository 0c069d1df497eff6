import { useQuery } from '@tanstack/react-query'
import { Plus, Workflow } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '#api/flows.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Page } from '#web/ui/page.tsx'
import { type Column, Table } from '#web/ui/table.tsx'
import styles from './flows.module.css'

/** The flows of this organization (FL1). */
export function FlowsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { go } = useGo()
  const flows = useQuery(query('listFlows'))
  const create = (
    <Button
      kind="primary"
      icon={<Plus size={16} />}
      disabledReason={useRefusal('createFlow')}
      onPress={() => go(paths.flow(slug, 'new'))}
    >
      {t('flows.new')}
    </Button>
  )
  const columns = useMemo(
    (): Column<FlowSummary>[] => [
      {
        id: 'name',
        header: t('flows.name'),
        title: true,
        width: '52%',
        cell: (flow) => (
          <span className={styles.named}>
            <span className={styles.words}>{flow.name}</span>
            {flow.default && <Badge>{t('flows.default')}</Badge>}
          </span>
        ),
      },
      {
        id: 'pages',
        header: t('flows.pages'),
        align: 'end',
        cell: (flow) => format.number(flow.pageCount),
      },
      {
        id: 'fields',
        header: t('flows.fields'),
        align: 'end',
        cell: (flow) => format.number(flow.componentCount),
      },
      {
        id: 'version',
        header: t('flows.version'),
        align: 'end',
        cell: (flow) => format.number(flow.version),
      },
    ],
    [t, format],
  )
  return (
    <Page title={t('navigation.flows')} lead={t('flows.lead')} action={create}>
      {flows.error && !flows.data ? (
        <ErrorState error={flows.error} retry={() => void flows.refetch()} />
      ) : (
        <Table
          label={t('navigation.flows')}
          columns={columns}
          rows={flows.data?.items}
          rowKey={(flow) => flow.id}
          rowLabel={(flow) => flow.name}
          rowHref={(flow) => paths.flow(slug, flow.id)}
          empty={
            <EmptyState icon={<Workflow size={20} />} title={t('flows.none.title')} action={create}>
              {t('flows.none.text')}
            </EmptyState>
          }
        />
      )}
    </Page>
  )
}
