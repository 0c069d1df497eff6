import { useParams } from '@tanstack/react-router'
import { CircleCheck, CloudOff, RefreshCw, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import type { Task } from '#api/tasks.ts'
import { listenToSent, outboxStore } from '#web/outbox.ts'
import { paths } from '#web/paths.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useOnline } from '#web/shell/use-online.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Page } from '#web/ui/page.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { AboutTask } from './about-task.tsx'
import { DifferenceList } from './difference-list.tsx'
import { DoSteps } from './do-steps.tsx'
import styles from './doing.module.css'
import { ElsewhereView } from './elsewhere-view.tsx'
import { TroubleView } from './trouble-view.tsx'
import { type Doing, useWork } from './use-work.ts'
import { WaitingView } from './waiting-view.tsx'

/** A task as it is done out there: its pages one after the other, on a phone, with or without a connection (TK1). */
export function DoPage() {
  const { taskId = '' } = useParams({ strict: false })
  return <OneTask key={taskId} taskId={taskId} />
}

function OneTask({ taskId }: { taskId: string }) {
  const { t } = useTranslation()
  const doing = useWork(taskId)
  const { task, work } = doing
  const lead = task ? `${task.flow.name} · ${task.hub.name}` : undefined
  return (
    <Page title={task?.title ?? work?.title ?? t('tasks.one')} lead={lead} width="narrow">
      <div className={styles.doing}>
        <Content taskId={taskId} doing={doing} />
      </div>
    </Page>
  )
}

function Content({ taskId, doing }: { taskId: string; doing: Doing }) {
  const { t } = useTranslation()
  const { task, work, asked, shelf } = doing
  const { waiting } = useSyncExternalStore(outboxStore.subscribe, outboxStore.get)
  const sent = useSent(taskId)
  const [refusal, setRefusal] = useState<ApiError | null>(null)
  const online = useOnline()
  if (sent) return <Sent task={sent} />
  if (work === undefined || !shelf) return <FormSkeleton label={t('tasks.one')} />

  const queued = waiting.find((one) => one.taskId === taskId)
  const sending = work?.sending && (queued?.sending ?? work.sending)
  if (work && sending?.trouble)
    return (
      <TroubleView
        work={{ ...work, sending }}
        trouble={sending.trouble}
        doing={doing}
        onCorrect={setRefusal}
      />
    )
  if (work && sending) return <WaitingView work={work} onBack={doing.resume} />

  const isRefused = asked.error instanceof ApiError && asked.error.problem.status < 500
  if (!task && !isRefused && !online)
    return (
      <EmptyState icon={<CloudOff size={20} />} title={t('doing.not-kept.title')}>
        {t('doing.not-kept.text')}
      </EmptyState>
    )
  if (asked.error && (isRefused || !task))
    return <NotToDo error={asked.error} doing={doing} taskId={taskId} />
  if (!task) return <FormSkeleton label={t('tasks.one')} />
  if (!task.may.finish) return <NotYours task={task} doing={doing} />
  if (!work || doing.holds === undefined) return <FormSkeleton label={t('tasks.one')} />
  if (!doing.holds)
    return <ElsewhereView task={task} work={work} shelf={shelf} onTake={doing.take} />
  return (
    <>
      {!shelf.lasts && <Warning>{t('doing.keeps-nothing')}</Warning>}
      {doing.keepingFailed && <Warning>{t('doing.keeping-failed')}</Warning>}
      {doing.differences.length > 0 && (
        <Note icon={<RefreshCw size={14} aria-hidden />}>
          <p>{t('doing.changed-meanwhile')}</p>
          <DifferenceList differences={doing.differences} />
          <Button size="small" onPress={doing.dismissDifferences}>
            {t('doing.understood')}
          </Button>
        </Note>
      )}
      <AboutTask task={task} live={asked.isFetchedAfterMount} />
      <DoSteps doing={doing} task={task} work={work} shelf={shelf} refusal={refusal} />
    </>
  )
}

const Warning = ({ children }: { children: ReactNode }) => (
  <Note icon={<TriangleAlert size={14} aria-hidden />}>{children}</Note>
)

/** The task, once it has arrived while one looks on. */
function useSent(taskId: string) {
  const [sent, setSent] = useState<Task | null>(null)
  useEffect(() => listenToSent((task) => task.id === taskId && setSent(task)), [taskId])
  return sent
}

function Sent({ task }: { task: Task }) {
  const { t } = useTranslation()
  const { go } = useGo()
  const { slug } = useSession().organization
  return (
    <EmptyState
      icon={<CircleCheck size={20} />}
      title={t('doing.sent.title')}
      action={
        <Button kind="primary" autoFocus onPress={() => go(paths.tasks(slug))}>
          {t('doing.to-tasks')}
        </Button>
      }
    >
      {t('doing.sent.text', { title: task.title })}
    </EmptyState>
  )
}

/** Where one may not do it (any more): why, and what becomes of what was filled in. */
function NotYours({ task, doing }: { task: Task; doing: Doing }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const { go } = useGo()
  const { slug } = useSession().organization
  const refused = useRefusal('finishTask')
  const done =
    task.doneAt &&
    (task.doneBy
      ? t('doing.done-by', { name: task.doneBy.name, time: format.dateTime(task.doneAt) })
      : t('doing.done-at', { time: format.dateTime(task.doneAt) }))
  return (
    <EmptyState
      icon={<CircleCheck size={20} />}
      title={done ? t('doing.is-done') : t('doing.not-yours')}
      action={<Button onPress={() => go(paths.task(slug, task.id))}>{t('doing.show-task')}</Button>}
    >
      <p>{done ?? refused ?? t('tasks.not-yours')}</p>
      <Left doing={doing} taskId={task.id} />
    </EmptyState>
  )
}

function NotToDo({ error, doing, taskId }: { error: Error; doing: Doing; taskId: string }) {
  return (
    <>
      <ErrorState error={error} retry={() => void doing.asked.refetch()} />
      <Left doing={doing} taskId={taskId} />
    </>
  )
}

/** What was filled in and has nowhere to go. */
function Left({ doing, taskId }: { doing: Doing; taskId: string }) {
  const { t } = useTranslation()
  if (!doing.work?.begun) return null
  const discard = async () => {
    await doing.shelf?.removeWork(taskId)
    doing.show(null)
  }
  return (
    <div className={styles.left}>
      <p>{t('doing.left')}</p>
      <Button kind="danger" onPress={() => void discard()}>
        {t('doing.discard')}
      </Button>
    </div>
  )
}
