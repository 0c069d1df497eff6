import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { CircleCheck, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Task } from '#api/tasks.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { takesValue } from '#web/shell/form-values.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { ValueText } from '#web/shell/value-text.tsx'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { FinishForm } from './finish-form.tsx'
import { PeopleChoice } from './people-choice.tsx'
import { SampleBadge, TaskState } from './task-words.tsx'
import styles from './tasks.module.css'

/** One task over the list that it was opened from. */
export function TaskPanel() {
  const { t } = useTranslation()
  const { taskId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const close = () => go(withQuery(paths.tasks(slug)))
  const task = useQuery(query('getTask', { params: { taskId } }))
  if (!task.data)
    return (
      <Panel title={t('tasks.one')} onClose={close}>
        {task.error ? (
          <ErrorState error={task.error} retry={() => void task.refetch()} />
        ) : (
          <FormSkeleton label={t('tasks.one')} />
        )}
      </Panel>
    )
  const { data } = task
  return (
    <Panel title={data.title} lead={`${data.flow.name} · ${data.hub.name}`} onClose={close}>
      <OneTask key={data.id} task={data} onGone={close} />
    </Panel>
  )
}

function OneTask({ task, onGone }: { task: Task; onGone: () => void }) {
  const [finishing, setFinishing] = useState(false)
  if (finishing && task.may.finish)
    return <FinishForm task={task} onClose={() => setFinishing(false)} />
  return (
    <div className={styles.aligned}>
      <TaskFacts task={task} />
      {task.status !== 'done' && (
        <Actions task={task} onFinish={() => setFinishing(true)} onGone={onGone} />
      )}
      <Assignees task={task} />
      <Values task={task} />
    </div>
  )
}

function TaskFacts({ task }: { task: Task }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const by = (time: string, person: Task['createdBy']) =>
    person
      ? t('tasks.when-by', { time: format.dateTime(time), name: person.name })
      : format.dateTime(time)
  return (
    <Facts
      facts={[
        {
          name: t('tasks.status-title'),
          value: (
            <span className={styles.state}>
              <TaskState status={task.status} />
              {task.sample && <SampleBadge />}
            </span>
          ),
        },
        { name: t('tasks.start'), value: format.dateTime(task.startsAt) },
        { name: t('tasks.end'), value: format.dateTime(task.endsAt) },
        { name: t('tasks.created'), value: by(task.createdAt, task.createdBy) },
        ...(task.doneAt
          ? [{ name: t('tasks.status.done'), value: by(task.doneAt, task.doneBy) }]
          : []),
      ]}
    />
  )
}

function Actions({
  task,
  onFinish,
  onGone,
}: {
  task: Task
  onFinish: () => void
  onGone: () => void
}) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [asking, setAsking] = useState(false)
  const refusedFinish = useRefusal('finishTask')
  const refusedRemove = useRefusal('removeTasks')
  const remove = useMutation({
    mutationFn: () => client.removeTasks({ body: { taskIds: [task.id] } }),
    onSuccess: () => {
      void refresh('listTasks', 'countTasks')
      toast(t('tasks.removed', { count: 1 }))
      onGone()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(false)
      void refresh('getTask', 'listTasks')
    },
  })
  return (
    <div className={styles.actions}>
      <Button
        kind="primary"
        icon={<CircleCheck size={16} />}
        disabledReason={task.may.finish ? null : (refusedFinish ?? t('tasks.not-yours'))}
        onPress={onFinish}
      >
        {t('tasks.mark-done')}
      </Button>
      <Button
        icon={<Trash2 size={16} />}
        disabledReason={task.may.remove ? null : refusedRemove}
        onPress={() => setAsking(true)}
      >
        {t('tasks.delete')}
      </Button>
      <ConfirmDialog
        title={t('tasks.delete-one-question', { title: task.title })}
        confirm={t('tasks.delete-confirm', { count: 1 })}
        danger
        isOpen={asking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('tasks.delete-warning')}
      </ConfirmDialog>
    </div>
  )
}

function Assignees({ task }: { task: Task }) {
  const { t } = useTranslation()
  const draft = useDraft({ people: task.assignees })
  const { people } = draft.value
  const assign = useMutation({
    mutationFn: () =>
      client.assignTasks({
        body: { taskIds: [task.id], assigneeIds: people.map(({ id }) => id) },
      }),
    onSuccess: async () => {
      await refresh('getTask')
      void refresh('listTasks', 'countTasks')
      draft.reset()
      toast(
        people.length > 0
          ? t('tasks.assigned', { count: 1, names: people.map(({ name }) => name).join(', ') })
          : t('tasks.unassigned', { count: 1 }),
      )
    },
  })
  if (!task.may.assign)
    return (
      <PanelSection title={t('tasks.assignees')}>
        {task.assignees.length === 0 && <p className={styles.none}>{t('tasks.nobody-yet')}</p>}
        <ul className={styles.named}>
          {task.assignees.map(({ id, name }) => (
            <li key={id}>
              <Avatar id={id} name={name} size={20} named />
            </li>
          ))}
        </ul>
      </PanelSection>
    )
  return (
    <PanelSection>
      <Form
        error={assign.error}
        isPending={assign.isPending}
        dirty={draft.dirty}
        onSubmit={() => assign.mutate()}
      >
        <PeopleChoice
          hubIds={[task.hub.id]}
          people={people}
          onChange={(next) => draft.change({ people: next })}
        />
        {draft.dirty && (
          <FormActions>
            <SubmitButton>{t('tasks.save-assignees')}</SubmitButton>
            <Button onPress={draft.reset}>{t('ui.cancel')}</Button>
          </FormActions>
        )}
      </Form>
    </PanelSection>
  )
}

/** What was filled in, page by page: the first page while the task is open, all of them once it is done. */
function Values({ task }: { task: Task }) {
  const { t } = useTranslation()
  const pages = task.status === 'done' ? task.pages : task.pages.slice(0, 1)
  return pages.map((page, at) => {
    const shown = page.components.filter(takesValue)
    if (shown.length === 0) return null
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pages of a version never change their order
      <PanelSection key={at} title={page.title}>
        <Facts
          facts={shown.map((component) => ({
            name: component.title,
            value: (
              <ValueText
                component={component}
                value={
                  Object.hasOwn(task.values, component.id) ? task.values[component.id] : undefined
                }
              />
            ),
          }))}
        />
        {at > 0 && shown.every(({ id }) => !Object.hasOwn(task.values, id)) && (
          <p className={styles.none}>{t('tasks.nothing-filled-in')}</p>
        )}
      </PanelSection>
    )
  })
}
