import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { queries, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { Builder } from './builder.tsx'

/** One flow in its builder, or (`/new`) one that does not exist yet. */
export function FlowPage() {
  const { flowId = '' } = useParams({ strict: false })
  return flowId === 'new' ? <NewFlow /> : <OneFlow key={flowId} flowId={flowId} />
}

function NewFlow() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  return (
    <Builder
      flow={null}
      onSaved={(flow) => {
        queries.setQueryData(query('getFlow', { params: { flowId: flow.id } }).queryKey, flow)
        toast(t('flows.created', { name: flow.name }))
        go(paths.flow(slug, flow.id))
      }}
    />
  )
}

function OneFlow({ flowId }: { flowId: string }) {
  const { t } = useTranslation()
  const flow = useQuery({
    ...query('getFlow', { params: { flowId } }),
    // What somebody edits is not replaced under their hands; saving tells if there is a newer one.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  if (!flow.data)
    return (
      <Page title={t('flows.one')}>
        {flow.error ? (
          <ErrorState error={flow.error} retry={() => void flow.refetch()} />
        ) : (
          <FormSkeleton label={t('flows.one')} fields={6} />
        )}
      </Page>
    )
  return (
    <Builder
      flow={flow.data}
      onSaved={(saved) => {
        queries.setQueryData(query('getFlow', { params: { flowId } }).queryKey, saved)
        toast(t('flows.saved', { version: saved.version }))
      }}
    />
  )
}
