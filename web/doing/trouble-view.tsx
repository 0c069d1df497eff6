import { TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { giveUp, takeBack } from '#web/outbox.ts'
import { paths } from '#web/paths.ts'
import type { Trouble, Work } from '#web/shelf.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useFormat } from '#web/ui/format.ts'
import { useFieldErrorText, useProblemText } from '#web/ui/problem-text.ts'
import { DifferenceList } from './difference-list.tsx'
import { differencesOf } from './differences.ts'
import styles from './doing.module.css'
import type { Doing } from './use-work.ts'

interface Props {
  work: Work
  trouble: Trouble
  doing: Doing
  /** Back to the form, with what the server said of it. */
  onCorrect: (refusal: ApiError | null) => void
}

/** What was sent was not taken: why, in words, and what one may do about it. Nothing is lost before somebody decides. */
export function TroubleView({ work, trouble, doing, onCorrect }: Props) {
  const { t } = useTranslation()
  const { go } = useGo()
  const { slug } = useSession().organization
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const { kind, theirs } = trouble
  const mayFinish = theirs?.may.finish === true
  const changes = work.task && theirs ? differencesOf(work.task, theirs) : []
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true)
    await act().finally(() => setBusy(false))
  }
  const edit = async () => {
    const back = await takeBack(work.taskId)
    if (!back) return doing.show(null)
    doing.resume({ ...back, task: theirs ?? back.task })
    onCorrect(kind === 'refused' ? new ApiError(trouble.problem) : null)
    await doing.asked.refetch()
  }
  const canEdit = kind === 'refused' || (kind === 'changed' && mayFinish)
  const again = kind === 'not-mine' || kind === 'gone' ? (theirs ?? work.task) : null
  return (
    <section role="alert" className={styles.trouble}>
      <h2 className={styles.heading}>
        <TriangleAlert size={20} aria-hidden />
        {t(`doing.trouble.${kind}.title`)}
      </h2>
      <Reason trouble={trouble} />
      {kind === 'changed' && changes.length > 0 && <DifferenceList differences={changes} />}
      <p className={styles.quiet}>{t('doing.trouble.kept')}</p>
      <div className={styles.choices}>
        {kind === 'changed' && theirs && (
          <Button
            kind="primary"
            isPending={busy}
            disabledReason={mayFinish ? null : t('tasks.not-yours')}
            onPress={() => void run(() => doing.finish(theirs))}
          >
            {t('doing.trouble.send-anyway')}
          </Button>
        )}
        {canEdit && (
          <Button
            kind={kind === 'refused' ? 'primary' : 'secondary'}
            isPending={busy}
            onPress={() => void run(edit)}
          >
            {t('doing.trouble.edit')}
          </Button>
        )}
        {again && (
          <Button isPending={busy} onPress={() => void run(() => doing.finish(again))}>
            {t('ui.try-again')}
          </Button>
        )}
        {theirs && (
          <Button onPress={() => go(paths.task(slug, work.taskId))}>{t('doing.show-task')}</Button>
        )}
        <Button kind="danger" onPress={() => setAsking(true)}>
          {t('doing.discard')}
        </Button>
      </div>
      <ConfirmDialog
        title={t('doing.discard-question')}
        confirm={t('doing.discard')}
        danger
        isOpen={asking}
        isPending={busy}
        onConfirm={() =>
          void run(async () => {
            await giveUp(work.taskId)
            go(paths.tasks(slug))
          })
        }
        onClose={() => setAsking(false)}
      >
        {t('doing.discard-warning', { title: work.title })}
      </ConfirmDialog>
    </section>
  )
}

function Reason({ trouble: { kind, theirs, problem } }: { trouble: Trouble }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const say = useProblemText()
  const sayField = useFieldErrorText()
  if (kind === 'done' && theirs?.doneAt)
    return (
      <p>
        {theirs.doneBy
          ? t('doing.done-by', { name: theirs.doneBy.name, time: format.dateTime(theirs.doneAt) })
          : t('doing.done-at', { time: format.dateTime(theirs.doneAt) })}
      </p>
    )
  if (kind !== 'refused') return <p>{t(`doing.trouble.${kind}.text`)}</p>
  const { title, detail } = say(new ApiError(problem))
  return (
    <>
      <p>{[title, detail].filter(Boolean).join('. ')}</p>
      <ul>
        {problem.errors?.map((error) => (
          <li key={error.pointer}>{sayField(error)}</li>
        ))}
      </ul>
    </>
  )
}
