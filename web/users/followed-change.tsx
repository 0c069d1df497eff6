import { useMutation } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, UsersRound, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserChange } from '#api/members.ts'
import type { Operation } from '#api/operations.ts'
import { client, refresh } from '#web/api.ts'
import { useOperation } from '#web/shell/use-operation.ts'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { Dialog } from '#web/ui/dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ProgressBar } from '#web/ui/progress-bar.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './followed-change.module.css'

/** What somebody did to many members at once; undoing one is such a change too. */
export type ChangeKind = UserChange['kind'] | 'undo'

interface Props {
  /** As it was begun, or found in the list of what runs. */
  started: Operation
  kind: ChangeKind | null
  /** Another one began, which takes this one back. */
  onUndone: (operation: Operation) => void
  onClose: () => void
}

/** How long something may take until its progress is shown. */
const patienceMs = 1200

/** One change of many members: nothing while it is quick, then a toast; a line while it is not, or where it passed somebody over. */
export function FollowedChange({ started, kind, onUndone, onClose }: Props) {
  const { t } = useTranslation()
  const words = useChangeWords(kind)
  const { operation, error } = useOperation(started)
  const [slow, setSlow] = useState(kind === null)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), patienceMs)
    return () => clearTimeout(timer)
  }, [])
  const undo = useUndo(operation.id, (next) => {
    onUndone(next)
    onClose()
  })
  const ended = operation.status !== 'running'
  const whole = operation.status === 'done' && operation.refusals.length === 0
  const end = useRef<() => void>(undefined)
  end.current = () => {
    void refresh('listUsers', 'getUser', 'listRoles', 'listHubs', 'listAuditEvents')
    if (!whole || slow) return
    toast({
      text: words.ended(operation),
      action: operation.undoable ? { label: t('users.bulk.undo'), run: undo.start } : undefined,
    })
    onClose()
  }
  useEffect(() => {
    if (ended) end.current?.()
  }, [ended])

  if (error) return <Lost onClose={onClose} />
  if (!slow && (!ended || whole)) return null
  return (
    <section className={styles.line} aria-label={words.running}>
      {ended ? (
        <Ended
          operation={operation}
          text={words.ended(operation)}
          onUndo={operation.undoable ? undo.start : null}
          onClose={onClose}
        />
      ) : (
        <Running operation={operation} text={words.running} />
      )}
    </section>
  )
}

function Running({ operation, text }: { operation: Operation; text: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useProblemText()
  const { done, total } = operation
  const cancel = useMutation({
    mutationFn: () => client.cancelOperation({ params: { operationId: operation.id } }),
    onSettled: () => refresh('getOperation', 'listOperations'),
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return (
    <>
      <div className={styles.progress}>
        <ProgressBar
          label={text}
          isIndeterminate={total === null}
          value={done}
          maxValue={Math.max(total ?? 1, 1)}
          note={
            total === null
              ? ''
              : t('users.bulk.progress', { done: format.number(done), total: format.number(total) })
          }
        />
      </div>
      <Button size="small" isPending={cancel.isPending} onPress={() => cancel.mutate()}>
        {t('users.bulk.stop')}
      </Button>
    </>
  )
}

interface EndedProps {
  operation: Operation
  text: string
  onUndo: (() => void) | null
  onClose: () => void
}

function Ended({ operation, text, onUndo, onClose }: EndedProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const [shown, setShown] = useState(false)
  const refused = operation.counts.refused ?? operation.refusals.length
  const failed = operation.status === 'failed'
  const Icon = failed || refused > 0 ? CircleAlert : CircleCheck
  return (
    <>
      <Icon
        size={16}
        className={cx(styles.icon, failed ? styles.bad : refused > 0 ? styles.mixed : styles.good)}
        aria-hidden
      />
      <p className={styles.words} role="status">
        {text}
        {refused > 0 &&
          ` · ${t('users.bulk.passed-over', { count: refused, number: format.number(refused) })}`}
      </p>
      {refused > 0 && (
        <Button size="small" onPress={() => setShown(true)}>
          {t('users.bulk.show-refused')}
        </Button>
      )}
      {onUndo && (
        <Button size="small" onPress={onUndo}>
          {t('users.bulk.undo')}
        </Button>
      )}
      <IconButton label={t('ui.close')} size="small" icon={<X size={14} />} onPress={onClose} />
      {shown && <Refusals operation={operation} onClose={() => setShown(false)} />}
    </>
  )
}

function Refusals({ operation, onClose }: { operation: Operation; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { refusals, counts } = operation
  const more = (counts.refused ?? 0) - refusals.length
  return (
    <Dialog title={t('users.bulk.refused-title')} isOpen onClose={onClose}>
      <p className={styles.lead}>{t('users.bulk.refused-lead')}</p>
      <ul className={styles.refusals}>
        {refusals.map(({ memberId, name, reason }) => (
          <li key={memberId ?? name}>
            <strong>{name}</strong>
            <span>
              {t([`users.bulk.reasons.${reason}`, `problems.${reason}.title`], {
                defaultValue: reason,
              })}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className={styles.lead}>
          {t('users.bulk.refused-more', { count: more, number: format.number(more) })}
        </p>
      )}
    </Dialog>
  )
}

/** The operation itself could not be read: it goes on all the same. */
function Lost({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <section className={styles.line} aria-label={t('users.bulk.lost')}>
      <UsersRound size={16} className={styles.icon} aria-hidden />
      <p className={styles.words} role="status">
        {t('users.bulk.lost')}
      </p>
      <IconButton label={t('ui.close')} size="small" icon={<X size={14} />} onPress={onClose} />
    </section>
  )
}

function useUndo(operationId: Operation['id'], onStarted: (operation: Operation) => void) {
  const say = useProblemText()
  const { mutate } = useMutation({
    // The same key for the same change: pressing twice takes it back once.
    mutationFn: () =>
      client.undoUserChange({ params: { operationId }, idempotencyKey: `undo-${operationId}` }),
    onSuccess: onStarted,
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
  })
  return { start: () => mutate() }
}

/** What is happening to members, and what came of it, in words. */
function useChangeWords(kind: ChangeKind | null) {
  const { t } = useTranslation()
  const format = useFormat()
  const which = kind ?? 'other'
  return {
    running: t(`users.bulk.running.${which}`),
    ended: ({ status, failure, counts }: Operation) => {
      const count = counts.changed ?? 0
      const done = t(`users.bulk.done.${which}`, { count, number: format.number(count) })
      if (status === 'cancelled') return t('users.bulk.stopped', { done })
      if (status !== 'failed') return done
      return t('users.bulk.failed', {
        done,
        reason: t(`problems.${failure}.title`, { defaultValue: t('problems.unexpected.title') }),
      })
    },
  }
}
