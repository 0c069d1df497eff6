import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flow } from '#api/flows.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { FlowEditor } from './flow-editor.tsx'

/** One flow in its editor, or (`/new`) one that does not exist yet. */
export function FlowPage() {
  const { flowId = '' } = useParams({ strict: false })
  return flowId === 'new' ? <NewFlow /> : <OneFlow key={flowId} flowId={flowId} />
}

function NewFlow() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  return (
    <Page title={t('flows.new')} lead={t('flows.new-lead')}>
      <FlowEditor
        flow={null}
        onSaved={(flow) => {
          queries.setQueryData(query('getFlow', { params: { flowId: flow.id } }).queryKey, flow)
          toast(t('flows.created', { name: flow.name }))
          go(paths.flow(slug, flow.id))
        }}
        onReload={() => undefined}
      />
    </Page>
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
  // The editor starts anew with what was loaded on purpose, and with nothing else.
  const [round, setRound] = useState(0)
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
  const { data } = flow
  return (
    <Page
      title={data.name}
      lead={t(data.default ? 'flows.version-default' : 'flows.version-of', {
        version: data.version,
      })}
      action={<RemoveFlow flow={data} />}
    >
      <FlowEditor
        key={round}
        flow={data}
        onSaved={(saved) => {
          queries.setQueryData(query('getFlow', { params: { flowId } }).queryKey, saved)
          toast(t('flows.saved', { version: saved.version }))
          setRound(round + 1)
        }}
        onReload={() => void flow.refetch().then(() => setRound(round + 1))}
      />
    </Page>
  )
}

function RemoveFlow({ flow }: { flow: Flow }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const { slug } = useSession().organization
  const { go } = useGo()
  const refusal = useRefusal('removeFlow')
  const [asking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => client.removeFlow({ params: { flowId: flow.id } }),
    onSuccess: () => {
      void refresh('listFlows')
      toast(t('flows.removed', { name: flow.name }))
      setAsking(false)
      go(paths.flows(slug))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(false)
    },
  })
  return (
    <>
      <Button icon={<Trash2 size={16} />} disabledReason={refusal} onPress={() => setAsking(true)}>
        {t('flows.delete')}
      </Button>
      <ConfirmDialog
        title={t('flows.delete-question', { name: flow.name })}
        confirm={t('flows.delete-confirm')}
        danger
        isOpen={asking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('flows.delete-warning')}
      </ConfirmDialog>
    </>
  )
}
