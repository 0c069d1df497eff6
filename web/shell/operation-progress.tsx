import { useMutation } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleSlash, Download, Undo2 } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Operation } from '#api/operations.ts'
import { client, pictureUrl, refresh } from '#web/api.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ProgressBar } from '#web/ui/progress-bar.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './operation-progress.module.css'
import { useOperation } from './use-operation.ts'

interface Props {
  /** As it was started, or found in a list. */
  operation: Operation
  /** What is being done: "Importing users". */
  label: string
  /** Once, when it has ended, however: to show anew what it changed. */
  onEnd?: (operation: Operation) => void
  /** Takes back what it did, while that is possible; gives back what does so. */
  onUndo?: (operation: Operation) => Promise<unknown>
  /** In the line of buttons, after it has ended. */
  actions?: ReactNode
}

/** What came of it in the order that one asks in; an object of the database has none. */
const countsOrder = ['added', 'updated', 'changed', 'removed', 'unchanged', 'refused']
const placeOf = ([name]: [string, number]) => countsOrder.indexOf(name) + 1 || countsOrder.length

const signs = { done: CircleCheck, failed: CircleAlert, cancelled: CircleSlash }

/** Long work while it runs and when it has ended: how far it is, what came of it, whom it passed over and why, and what to do with it. */
export function OperationProgress({ operation: started, label, onEnd, onUndo, actions }: Props) {
  const { t } = useTranslation()
  const { operation, error } = useOperation(started)
  const ran = useRef(started.status === 'running')
  useEffect(() => {
    if (operation.status === 'running' || !ran.current) return
    ran.current = false
    onEnd?.(operation)
  }, [operation, onEnd])

  if (error) return <ErrorState error={error} />
  const { status, done, total, counts } = operation
  return (
    <div className={styles.operation}>
      {status === 'running' ? (
        <ProgressBar
          label={label}
          isIndeterminate={total === null}
          value={done}
          maxValue={Math.max(total ?? 1, 1)}
          note={
            total === null
              ? t('operations.done', { count: done })
              : t('operations.done-of', { done, total })
          }
        />
      ) : (
        <Ended operation={operation} status={status} label={label} />
      )}
      <ul className={styles.counts} aria-label={t('operations.counts-label')}>
        {Object.entries(counts)
          .toSorted((a, b) => placeOf(a) - placeOf(b))
          .map(([name, count]) => (
            <li key={name}>
              {t(`operations.counts.${name}`, { count, defaultValue: `${name}: ${count}` })}
            </li>
          ))}
      </ul>
      <Refusals operation={operation} />
      <div className={styles.actions}>
        {status === 'running' && <CancelButton operation={operation} />}
        {operation.file && <DownloadButton operation={operation} file={operation.file} />}
        {operation.undoable && onUndo && <UndoButton operation={operation} onUndo={onUndo} />}
        {status !== 'running' && actions}
      </div>
    </div>
  )
}

function Ended({
  operation,
  status,
  label,
}: {
  operation: Operation
  status: keyof typeof signs
  label: string
}) {
  const { t } = useTranslation()
  const Sign = signs[status]
  const { failure } = operation
  return (
    <div role="status" className={cx(styles.ended, styles[status])}>
      <Sign size={16} aria-hidden />
      <div>
        <p className={styles.words}>{t(`operations.status.${status}`, { label })}</p>
        {failure && (
          <p className={styles.why}>
            {t([`operations.failures.${failure}`, `problems.${failure}.title`], {
              defaultValue: failure,
            })}
            . {t('operations.stays')}
          </p>
        )}
      </div>
    </div>
  )
}

function Refusals({ operation: { refusals, counts } }: { operation: Operation }) {
  const { t } = useTranslation()
  if (refusals.length === 0) return null
  return (
    <details className={styles.refusals}>
      <summary>
        {counts.refused !== undefined && counts.refused > refusals.length
          ? t('operations.refusals-first', { count: refusals.length })
          : t('operations.refusals', { count: refusals.length })}
      </summary>
      <ul>
        {refusals.map(({ memberId, name, reason }, at) => (
          // Two may share everything that is shown of them.
          // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows at its end
          <li key={`${memberId}.${at}`}>
            <span className={styles.name}>{name}</span>
            <span className={styles.reason}>
              {t(
                [
                  `operations.reasons.${reason}`,
                  `problems.${reason}.title`,
                  `field-errors.${reason}`,
                ],
                { defaultValue: reason },
              )}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function CancelButton({ operation: { id } }: { operation: Operation }) {
  const { t } = useTranslation()
  const tell = useTellProblem()
  const cancel = useMutation({
    mutationFn: () => client.cancelOperation({ params: { operationId: id } }),
    onSettled: () => refresh('getOperation', 'listOperations'),
    onError: tell,
  })
  return (
    <Button size="small" isPending={cancel.isPending} onPress={() => cancel.mutate()}>
      {t('ui.cancel')}
    </Button>
  )
}

function DownloadButton({
  operation: { id },
  file: { name, bytes, expiresAt },
}: {
  operation: Operation
  file: NonNullable<Operation['file']>
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const tell = useTellProblem()
  const follow = useMutation({
    mutationFn: () => client.createDownloadLink({ params: { operationId: id } }),
    onSuccess: ({ url }) => {
      // A refusal then is a download that failed, and not a page of JSON in the place of this one.
      Object.assign(document.createElement('a'), { href: pictureUrl(url), download: name }).click()
    },
    onError: tell,
  })
  return (
    <>
      <Button
        size="small"
        kind="primary"
        icon={<Download size={14} />}
        isPending={follow.isPending}
        onPress={() => follow.mutate()}
      >
        {t('ui.download')}
      </Button>
      <span className={styles.file}>
        {t('operations.file', {
          name,
          size: format.bytes(bytes),
          until: format.dateTime(expiresAt),
        })}
      </span>
    </>
  )
}

function UndoButton({
  operation,
  onUndo,
}: {
  operation: Operation
  onUndo: NonNullable<Props['onUndo']>
}) {
  const { t } = useTranslation()
  const tell = useTellProblem()
  const undo = useMutation({
    mutationFn: () => onUndo(operation),
    onSettled: () => refresh('getOperation', 'listOperations'),
    onError: tell,
  })
  return (
    <Button
      size="small"
      icon={<Undo2 size={14} />}
      isPending={undo.isPending}
      onPress={() => undo.mutate()}
    >
      {t('operations.undo')}
    </Button>
  )
}

function useTellProblem(): (error: Error) => void {
  const problemText = useProblemText()
  return (error) => {
    const { title, detail } = problemText(error)
    toast({ text: title, description: detail || undefined, tone: 'error' })
  }
}
