import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowLeft, Download, Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { createUserImport } from '#api/imports.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { ImportRules } from '#web/shell/table-import/import-rules.tsx'
import styles from '#web/shell/table-import/table-import.module.css'
import { useTellFileProblem } from '#web/shell/table-import/use-tell-file-problem.ts'
import { WaitingFiles } from '#web/shell/table-import/waiting-files.tsx'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { download } from '#web/ui/download.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { ImportRun } from './import-run.tsx'
import { useDiscardImport } from './use-discard-import.ts'

const mediaTypes: readonly string[] = createUserImport.upload.types
const types = [...mediaTypes, '.csv', '.tsv', '.txt', '.xlsx']
const template = 'email,first name,last name,employee id,title,phone,role,hubs\r\n'
const runsShown = 5

/** Where a file of people is handed in, those that wait to be imported, and what became of the last ones (US4). */
export function ImportPage() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const refusal = useRefusal('createUserImport')
  return (
    <Page
      title={t('imports.heading')}
      width="narrow"
      lead={t('imports.lead')}
      action={
        !refusal && (
          <Button icon={<Download size={16} />} onPress={() => download('users.csv', template)}>
            {t('imports.template')}
          </Button>
        )
      }
    >
      <Link href={paths.users(slug)} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('users.back')}
      </Link>
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={t('imports.no-import')}>
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
      client.createUserImport({
        query: { name: file.name.slice(0, 200) },
        // What a browser says of a spreadsheet's file differs by what is installed beside it; the content decides.
        upload: new Blob([file], { type: mediaTypes.includes(file.type) ? file.type : 'text/csv' }),
      }),
    onSuccess: ({ id }) => {
      void refresh('listUserImports')
      go(paths.importFile(slug, id))
    },
    onError: tell,
  })
  return (
    <FileDrop
      label={t('imports.drop')}
      taken={t('imports.taken')}
      types={types}
      bytesMax={createUserImport.upload.bytesMax}
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
  if (!operations.data) return <ListSkeleton rows={2} label={t('imports.running')} />
  return operations.data.items
    .filter(({ kind }) => kind === 'user-import')
    .slice(0, runsShown)
    .map((operation) => <ImportRun key={operation.id} operation={operation} />)
}

function Waiting() {
  const { slug } = useSession().organization
  const discard = useDiscardImport()
  const items = useQuery(query('listUserImports')).data?.items ?? []
  return (
    <WaitingFiles
      files={items}
      href={(id) => paths.importFile(slug, id)}
      isDiscarding={discard.isPending}
      onDiscard={discard.mutate}
    />
  )
}

const rules = ['columns', 'new', 'present', 'elsewhere', 'refused'] as const

function Rules() {
  const { t } = useTranslation()
  return (
    <ImportRules
      heading={t('imports.rules.heading')}
      rules={rules.map((rule) => ({
        name: t(`imports.rules.${rule}.name`),
        text: t(`imports.rules.${rule}.text`),
      }))}
    />
  )
}
