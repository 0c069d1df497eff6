import { type QueryKey, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import type { FlowId } from '#api/common.ts'
import {
  standsInTable,
  type TaskImport,
  type TaskImportTarget,
  taskImportTargets,
} from '#api/task-imports.ts'
import { client, queries, query } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { FileCards } from '#web/shell/table-import/file-cards.tsx'
import { ImportFile } from '#web/shell/table-import/import-file.tsx'
import { chosen, useChangeFile } from '#web/shell/table-import/use-change-file.ts'
import { Card } from '#web/ui/card.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Select } from '#web/ui/select.tsx'
import { ImportChoices } from './import-choices.tsx'
import { useTaskImport } from './use-task-import.ts'

type Change = Parameters<Client['updateTaskImport']>[0]['body']

/** A file of tasks: of which flow, how it is written, what its columns are, what would come of it; then the import of it (TK1). */
export function TaskImportFilePage() {
  const { importId = '' } = useParams({ strict: false })
  const refusal = useRefusal('getTaskImport')
  const asked = query('getTaskImport', { params: { importId } })
  const found = useQuery({ ...asked, enabled: !refusal, staleTime: Number.POSITIVE_INFINITY })
  return (
    <ImportFile kind={useTaskImport()} found={found} refusal={refusal}>
      {(file) => <Prepare file={file} queryKey={asked.queryKey} />}
    </ImportFile>
  )
}

function Prepare({ file, queryKey }: { file: TaskImport; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const { flowId } = file
  const flows = useQuery(query('listFlows'))
  const flow = useQuery({
    ...query('getFlow', { params: { flowId: flowId ?? '' } }),
    enabled: flowId !== null,
  })
  const components = (flowId && flow.data?.pages[0]?.components) || []
  const update = useChangeFile<TaskImport, Change>({
    file,
    queryKey,
    send: (body) => client.updateTaskImport({ params: { importId: file.id }, body }),
    choose: (before, change) => ({
      ...chosen<TaskImportTarget, TaskImport>(before, change),
      // An id that goes out is mere text; this one came from the list of flows.
      flowId: (change.flowId as FlowId | undefined) ?? before.flowId,
    }),
  })
  if (flows.error) return <ErrorState error={flows.error} retry={() => void flows.refetch()} />
  const pictures = components
    .filter(({ kind }) => kind === 'photo' || kind === 'signature')
    .map(({ title }) => title)
  const targets: { id: TaskImportTarget; label: string }[] = [
    ...taskImportTargets.map((id) => ({ id, label: t(`task-imports.targets.${id}`) })),
    ...components
      .filter(standsInTable)
      .map(({ id, title }) => ({ id: `component:${id}`, label: title })),
  ]
  return (
    <>
      <Card title={t('task-imports.flow-title')} lead={t('task-imports.flow-lead')}>
        <Select
          label={t('task-imports.flow')}
          help={
            pictures.length > 0
              ? t('task-imports.not-in-table', { names: pictures.join(', ') })
              : t('task-imports.flow-help')
          }
          choices={(flows.data?.items ?? []).map(({ id, name }) => ({ id, label: name }))}
          value={flowId}
          onChange={(id: FlowId) => update.mutate({ flowId: id })}
        />
      </Card>
      <FileCards file={file} targets={targets} onChange={update.mutate} />
      <ImportChoices
        file={file}
        components={components}
        isPending={update.isPending}
        onStart={({ id }) =>
          queries.setQueryData<TaskImport>(
            queryKey,
            (before) => before && { ...before, operationId: id },
          )
        }
      />
    </>
  )
}
