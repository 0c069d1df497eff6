import { type UseQueryResult, useQuery } from '@tanstack/react-query'
import { ArrowLeft, Lock, Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { ImportId, OperationId } from '#api/common.ts'
import { query } from '#web/api.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import type { ImportKind } from './import-kind.ts'
import { ImportRun } from './import-run.tsx'
import styles from './table-import.module.css'
import { useDiscardImport } from './use-discard-import.ts'

interface Uploaded {
  id: ImportId
  fileName: string
  bytes: number
  rows: number
  operationId: OperationId | null
}

interface Props<File> {
  kind: ImportKind
  found: UseQueryResult<File>
  /** Why the reader may not import; null: they may. */
  refusal: string | null
  /** While it is being prepared. */
  children: (file: File) => ReactNode
}

/** A file that was uploaded: while it is prepared, and then the import of it. */
export function ImportFile<File extends Uploaded>({ kind, found, refusal, children }: Props<File>) {
  const { t } = useTranslation()
  const format = useFormat()
  const { words, href } = kind
  const file = found.data
  return (
    <Page
      title={file?.fileName ?? words.heading}
      width="narrow"
      lead={
        file &&
        t('imports.file', {
          size: format.bytes(file.bytes),
          rows: format.number(file.rows),
          count: file.rows,
        })
      }
      action={file && !file.operationId && <Discard kind={kind} importId={file.id} />}
    >
      <Link href={href} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {words.heading}
      </Link>
      {refusal ? (
        <EmptyState icon={<Lock size={20} />} title={words.noImport}>
          {refusal}
        </EmptyState>
      ) : found.error && !file ? (
        <ErrorState
          error={found.error}
          retry={() => void found.refetch()}
          action={<Link href={href}>{words.another}</Link>}
        />
      ) : !file ? (
        <ListSkeleton rows={8} label={words.heading} />
      ) : file.operationId ? (
        <Run kind={kind} operationId={file.operationId} />
      ) : (
        children(file)
      )}
    </Page>
  )
}

function Run({ kind, operationId }: { kind: ImportKind; operationId: OperationId }) {
  const found = useQuery(query('getOperation', { params: { operationId } }))
  if (found.data) return <ImportRun kind={kind} operation={found.data} leadsOn />
  if (found.error) return <ErrorState error={found.error} retry={() => void found.refetch()} />
  return <ListSkeleton rows={2} label={kind.words.running} />
}

function Discard({ kind, importId }: { kind: ImportKind; importId: ImportId }) {
  const { t } = useTranslation()
  const { go } = useGo()
  const discard = useDiscardImport(kind, () => go(kind.href))
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
