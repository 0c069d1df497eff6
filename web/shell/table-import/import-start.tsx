import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowLeft, Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { tableTypes } from '#api/table-imports.ts'
import { query, refresh } from '#web/api.ts'
import { useGo } from '#web/shell/use-go.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { FileDrop } from '#web/ui/file-drop.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import type { ImportKind } from './import-kind.ts'
import { ImportRules } from './import-rules.tsx'
import { ImportRun } from './import-run.tsx'
import styles from './table-import.module.css'
import { useDiscardImport } from './use-discard-import.ts'
import { useTellFileProblem } from './use-tell-file-problem.ts'
import { WaitingFiles } from './waiting-files.tsx'

const mediaTypes: readonly string[] = tableTypes
const types = [...mediaTypes, '.csv', '.tsv', '.txt', '.xlsx']
const runsShown = 5

interface Props {
  kind: ImportKind
  lead: string
  back: { href: string; label: string }
  action: ReactNode
  /** Why the reader may not import; null: they may. */
  refusal: string | null
  rules: { heading: string; rules: readonly { name: string; text: string }[] }
}

/** Where a file is handed in, those that wait to be imported, what became of the last ones, and what is taken. */
export function ImportStart({ kind, lead, back, action, refusal, rules }: Props) {
  return (
    <Page title={kind.words.heading} width="narrow" lead={lead} action={action}>
      <Link href={back.href} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {back.label}
      </Link>
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={kind.words.noImport}>
          {refusal}
        </EmptyState>
      ) : (
        <>
          <Upload kind={kind} />
          <Runs kind={kind} />
          <Waiting kind={kind} />
          <ImportRules {...rules} />
        </>
      )}
    </Page>
  )
}

function Upload({ kind: { words, bytesMax, upload, listing, fileHref } }: { kind: ImportKind }) {
  const { go } = useGo()
  const tell = useTellFileProblem()
  const send = useMutation({
    mutationFn: (file: File) =>
      upload(
        file.name.slice(0, 200),
        // What a browser says of a spreadsheet's file differs by what is installed beside it; the content decides.
        new Blob([file], { type: mediaTypes.includes(file.type) ? file.type : 'text/csv' }),
      ),
    onSuccess: ({ id }) => {
      void refresh(listing)
      go(fileHref(id))
    },
    onError: tell,
  })
  return (
    <FileDrop
      label={words.drop}
      taken={words.taken}
      types={types}
      bytesMax={bytesMax}
      isPending={send.isPending}
      onFile={(file) => send.mutate(file)}
    />
  )
}

function Runs({ kind }: { kind: ImportKind }) {
  const operations = useQuery(query('listOperations'))
  if (operations.error && !operations.data)
    return <ErrorState error={operations.error} retry={() => void operations.refetch()} />
  if (!operations.data) return <ListSkeleton rows={2} label={kind.words.running} />
  return operations.data.items
    .filter((operation) => operation.kind === kind.operation)
    .slice(0, runsShown)
    .map((operation) => <ImportRun key={operation.id} kind={kind} operation={operation} />)
}

function Waiting({ kind }: { kind: ImportKind }) {
  const discard = useDiscardImport(kind)
  const items = useQuery(query(kind.listing)).data?.items ?? []
  return (
    <WaitingFiles
      files={items}
      href={kind.fileHref}
      isDiscarding={discard.isPending}
      onDiscard={discard.mutate}
    />
  )
}
