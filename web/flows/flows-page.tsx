import { useMutation, useQuery } from '@tanstack/react-query'
import { FileUp, Plus, Workflow } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { FlowSummary } from '#api/flows.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { OrderedList } from '#web/shell/ordered-list.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useOrder } from '#web/shell/use-order.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { FlowRow } from './flow-row.tsx'
import styles from './flows.module.css'
import { ImportDialog } from './import-dialog.tsx'

/** The flows of this organization, in their order (FL1). */
export function FlowsPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const flows = useQuery(query('listFlows'))
  const refusal = useRefusal('createFlow')
  const [importing, setImporting] = useState(false)
  const actions = (
    <>
      <Button
        icon={<FileUp size={16} />}
        disabledReason={refusal}
        onPress={() => setImporting(true)}
      >
        {t('flows.import.action')}
      </Button>
      <Button
        kind="primary"
        icon={<Plus size={16} />}
        disabledReason={refusal}
        onPress={() => go(paths.flow(slug, 'new'))}
      >
        {t('flows.new')}
      </Button>
    </>
  )
  return (
    <Page title={t('navigation.flows')} lead={t('flows.lead')} action={actions} width="narrow">
      {flows.error && !flows.data ? (
        <ErrorState error={flows.error} retry={() => void flows.refetch()} />
      ) : !flows.data ? (
        <ListSkeleton label={t('navigation.flows')} rows={6} />
      ) : flows.data.items.length === 0 ? (
        <EmptyState icon={<Workflow size={20} />} title={t('flows.none.title')}>
          {t('flows.none.text')}
        </EmptyState>
      ) : (
        <FlowList flows={flows.data.items} />
      )}
      {importing && <ImportDialog onClose={() => setImporting(false)} />}
    </Page>
  )
}

function FlowList({ flows }: { flows: readonly FlowSummary[] }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const refusal = useRefusal('orderFlows')
  const { queryKey } = query('listFlows')
  const save = useMutation({
    // One after the other: the last order is the one that stays.
    scope: { id: 'flow-order' },
    mutationFn: (items: readonly FlowSummary[]) =>
      client.orderFlows({ body: { flowIds: items.map(({ id }) => id) } }),
    onError: (error) => {
      void refresh('listFlows')
      const changed = error instanceof ApiError && error.type === 'values-refused'
      const { title, detail } = say(error)
      toast(
        changed
          ? { text: t('flows.order-changed'), tone: 'error' }
          : { text: title, description: detail, tone: 'error' },
      )
    },
  })
  const order = useOrder(flows, (items) => {
    queries.setQueryData(queryKey, { items: [...items] })
    save.mutate(items)
  })
  return (
    <OrderedList
      label={t('navigation.flows')}
      count={flows.length}
      order={order}
      className={styles.list}
    >
      {flows.map((flow, at) => (
        <FlowRow
          key={flow.id}
          flow={flow}
          at={at}
          count={flows.length}
          order={order}
          readOnly={refusal !== null}
        />
      ))}
    </OrderedList>
  )
}
