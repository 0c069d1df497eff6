import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowLeft, Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { createTaskImport } from '#api/task-imports.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { ImportRules } from '#web/shell/table-import/import-rules.tsx'
import styles from '#web/shell/table-import/table-import.module.css'
import { useTellFileProblem } from '#web/shell/table-import/use-tell-file-problem.ts'
import { WaitingFiles } from '#web/shell/table-import/waiting-files.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { ImportRun } from './import-run.tsx'
import { TemplateMenu } from './template-menu.tsx'
import { useDiscardImport } from './use-discard-import.ts'

const mediaTypes: readonly string[] = createTaskImport.upload.types
const types = [...mediaTypes, '.csv', '.tsv', '.txt', '.xlsx']
const runsShown = 5

/** Where a file of tasks is handed in, those that wait to be imported, and what became of the last ones (TK1). */
export function TaskImportPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const refusal = useRefusal('createTaskImport')
  const refusedFlows = useRefusal('listFlows')
  return (
    <Page
      title={t('task-imports.heading')}
      width="narrow"
      lead={t('task-imports.lead')}
      action={refusal === null && refusedFlows === null && <TemplateMenu />}
    >
      <Link href={paths.tasks(slug)} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('navigation.tasks')}
      </Link>
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={t('task-imports.no-import')}>
          {refusal}
        </EmptyState>
      ) : (
        <>
          <Upload />
          <Runs />
          <Waiting />
          <Rules />
        </>
      )}
    </Page>
  )
}

function Upload() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { go } = useGo()
  const tell = useTellFileProblem()
  const upload = useMutation({
    mutationFn: (file: File) =>
      client.createTaskImport({
        query: { name: file.name.slice(0, 200) },
        // What a browser says of a spreadsheet's file differs by what is installed beside it; the content decides.
        upload: new Blob([file], { type: mediaTypes.includes(file.type) ? file.type : 'text/csv' }),
      }),
    onSuccess: ({ id }) => {
      void refresh('listTaskImports')
      go(paths.taskImportFile(slug, id))
    },
    onError: tell,
  })
  return (
    <FileDrop
      label={t('task-imports.drop')}
      taken={t('task-imports.taken')}
      types={types}
      bytesMax={createTaskImport.upload.bytesMax}
      isPending={upload.isPending}
      onFile={(file) => upload.mutate(file)}
    />
  )
}

function Runs() {
  const { t } = useTranslation()
  const operations = useQuery(query('listOperations'))
  if (operations.error && !operations.data)
    return <ErrorState error={operations.error} retry={() => void operations.refetch()} />
  if (!operations.data) return <ListSkeleton rows={2} label={t('task-imports.running')} />
  return operations.data.items
    .filter(({ kind }) => kind === 'task-import')
    .slice(0, runsShown)
    .map((operation) => <ImportRun key={operation.id} operation={operation} />)
}

function Waiting() {
  const { slug } = useSession().organization
  const discard = useDiscardImport()
  const items = useQuery(query('listTaskImports')).data?.items ?? []
  return (
    <WaitingFiles
      files={items}
      href={(id) => paths.taskImportFile(slug, id)}
      isDiscarding={discard.isPending}
      onDiscard={discard.mutate}
    />
  )
}

const rules = ['columns', 'times', 'judged', 'refused'] as const

function Rules() {
  const { t } = useTranslation()
  return (
    <ImportRules
      heading={t('task-imports.rules.heading')}
      rules={rules.map((rule) => ({
        name: t(`task-imports.rules.${rule}.name`),
        text: t(`task-imports.rules.${rule}.text`),
      }))}
    />
  )
}
