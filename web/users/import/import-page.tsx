import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowLeft, Download, Lock, Trash2 } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { createUserImport } from '#api/imports.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { download } from '#web/ui/download.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import styles from './import.module.css'
import { ImportRun } from './import-run.tsx'
import { useDiscardImport } from './use-discard-import.ts'
import { useTellProblem } from './use-tell-problem.ts'

const mediaTypes: readonly string[] = createUserImport.upload.types
const types = [...mediaTypes, '.csv', '.tsv', '.txt']
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
  const tell = useTellProblem()
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

/** Without this, whoever has uploaded as many as may be would not know what to throw away. */
function Waiting() {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const discard = useDiscardImport()
  const items = useQuery(query('listUserImports')).data?.items ?? []
  if (items.length === 0) return null
  return (
    <Card title={t('imports.waiting')} lead={t('imports.waiting-lead')} flush>
      <ul className={styles.columns}>
        {items.map(({ id, fileName, bytes, createdAt, expiresAt }) => (
          <li key={id} className={styles.file}>
            <div className={styles.words}>
              <Link href={paths.importFile(slug, id)} className={styles.name}>
                {fileName}
              </Link>
              <span className={styles.note}>
                {t('imports.waiting-file', {
                  size: format.bytes(bytes),
                  when: format.dateTime(createdAt),
                  until: format.date(expiresAt),
                })}
              </span>
            </div>
            <IconButton
              label={t('imports.discard-file', { name: fileName })}
              icon={<Trash2 size={16} />}
              isDisabled={discard.isPending}
              onPress={() => discard.mutate(id)}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}

const rules = ['columns', 'new', 'present', 'elsewhere', 'refused'] as const

function Rules() {
  const { t } = useTranslation()
  return (
    <Card title={t('imports.rules.heading')}>
      <dl className={styles.rules}>
        {rules.map((rule) => (
          <div key={rule}>
            <dt>{t(`imports.rules.${rule}.name`)}</dt>
            <dd>{t(`imports.rules.${rule}.text`)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
