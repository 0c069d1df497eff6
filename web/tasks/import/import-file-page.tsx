import { type QueryKey, useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ArrowLeft, Lock, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { FlowId } from '#api/common.ts'
import type { TaskImport } from '#api/task-imports.ts'
import { client, queries, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { FileFormat } from '#web/shell/table-import/file-format.tsx'
import styles from '#web/shell/table-import/table-import.module.css'
import { useTellFileProblem } from '#web/shell/table-import/use-tell-file-problem.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { Select } from '#web/ui/select.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import type { ImportChange } from './import-change.ts'
import { ImportChoices } from './import-choices.tsx'
import { ImportRun } from './import-run.tsx'
import { TaskColumns } from './task-columns.tsx'
import { useDiscardImport } from './use-discard-import.ts'

/** A file of tasks: of which flow, how it is written, what its columns are, what would come of it; then the import of it (TK1). */
export function TaskImportFilePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const { importId = '' } = useParams({ strict: false })
  const refusal = useRefusal('getTaskImport')
  const asked = query('getTaskImport', { params: { importId } })
  const found = useQuery({ ...asked, enabled: !refusal, staleTime: Number.POSITIVE_INFINITY })
  const file = found.data
  const back = paths.importTasks(slug)
  return (
    <Page
      title={file?.fileName ?? t('task-imports.heading')}
      width="narrow"
      lead={
        file &&
        t('imports.file', {
          size: format.bytes(file.bytes),
          rows: format.number(file.rows),
          count: file.rows,
        })
      }
      action={file && !file.operationId && <Discard importId={file.id} />}
    >
      <Link href={back} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('task-imports.heading')}
      </Link>
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={t('task-imports.no-import')}>
          {refusal}
        </EmptyState>
      ) : found.error && !file ? (
        <ErrorState
          error={found.error}
          retry={() => void found.refetch()}
          action={<Link href={back}>{t('task-imports.another')}</Link>}
        />
      ) : !file ? (
        <ListSkeleton rows={8} label={t('task-imports.heading')} />
      ) : file.operationId ? (
        <Run operationId={file.operationId} />
      ) : (
        <Prepare file={file} queryKey={asked.queryKey} />
      )}
    </Page>
  )
}

function Prepare({ file, queryKey }: { file: TaskImport; queryKey: QueryKey }) {
  const { t } = useTranslation()
  const tell = useTellFileProblem()
  const { flowId } = file
  const flows = useQuery(query('listFlows'))
  const flow = useQuery({
    ...query('getFlow', { params: { flowId: flowId ?? '' } }),
    enabled: flowId !== null,
  })
  const components = (flowId && flow.data?.pages[0]?.components) || []
  const mutationKey = ['update-task-import', file.id]
  const update = useMutation({
    mutationKey,
    // One after the other: each is judged on what the one before it left.
    scope: { id: mutationKey.join(' ') },
    mutationFn: (body: ImportChange) =>
      client.updateTaskImport({ params: { importId: file.id }, body }),
    // What is chosen stands at once, also for the next choice.
    onMutate: (change) =>
      queries.setQueryData<TaskImport>(queryKey, (before) => before && chosen(before, change)),
    onSuccess: (next) => {
      if (queries.isMutating({ mutationKey }) === 1) queries.setQueryData(queryKey, next)
    },
    onError: (error) => {
      tell(error)
      return queries.invalidateQueries({ queryKey })
    },
  })
  if (flows.error) return <ErrorState error={flows.error} retry={() => void flows.refetch()} />
  const pictures = components
    .filter(({ kind }) => kind === 'photo' || kind === 'signature')
    .map(({ title }) => title)
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
      <Card title={t('imports.format')} lead={t('imports.format-lead')}>
        <FileFormat file={file} onChange={update.mutate} />
      </Card>
      <Card
        title={t('imports.columns')}
        lead={file.remembered ? t('imports.remembered') : t('imports.columns-lead')}
        flush
      >
        <TaskColumns file={file} components={components} onChange={update.mutate} />
      </Card>
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

function chosen(file: TaskImport, change: ImportChange): TaskImport {
  const { mapping, flowId, encoding, delimiter, headerRow } = change
  return {
    ...file,
    // An id that goes out is mere text; this one came from the list of flows.
    flowId: (flowId as FlowId | undefined) ?? file.flowId,
    encoding: encoding ?? file.encoding,
    delimiter: delimiter ?? file.delimiter,
    headerRow: headerRow ?? file.headerRow,
    columns: mapping
      ? file.columns.map((column, n) => ({ ...column, target: mapping[n] ?? null }))
      : file.columns,
  }
}

function Run({ operationId }: { operationId: NonNullable<TaskImport['operationId']> }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const found = useQuery(query('getOperation', { params: { operationId } }))
  if (found.data)
    return (
      <ImportRun
        operation={found.data}
        actions={
          <Button size="small" onPress={() => go(paths.importTasks(slug))}>
            {t('task-imports.another')}
          </Button>
        }
      />
    )
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return <ListSkeleton rows={2} label={t('task-imports.running')} />
}

function Discard({ importId }: { importId: TaskImport['id'] }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const discard = useDiscardImport(() => go(paths.importTasks(slug)))
  return (
    <Button
      icon={<Trash2 size={16} />}
      isPending={discard.isPending}
      onPress={() => discard.mutate(importId)}
    >
      {t('imports.discard')}
    </Button>
  )
}
