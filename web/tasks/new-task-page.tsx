import { useMutation, useQuery } from '@tanstack/react-query'
import { Workflow } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Flow } from '#api/flows.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { FlowFields } from '#web/shell/flow-fields.tsx'
import {
  type FormValues,
  startingValues,
  takesValue,
  toTaskValues,
} from '#web/shell/form-values.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { useHubChoice } from '#web/shell/use-hub-filter.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { useUploadedFiles } from '#web/shell/use-uploaded-files.ts'
import { Button } from '#web/ui/button.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { Page } from '#web/ui/page.tsx'
import { Select } from '#web/ui/select.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { keepTask } from './keep-task.ts'
import { PeopleChoice } from './people-choice.tsx'
import { TimeFields } from './time-fields.tsx'
import type { Person } from './use-people.ts'

const hourMs = 3_600_000

/** A task from a flow: what it is, where, when, who, and the flow's first page (TK1). */
export function NewTaskPage() {
  const { t } = useTranslation()
  const flows = useQuery(query('listFlows'))
  const { hubs } = useHubChoice()
  const { slug } = useSession().organization
  const { go } = useGo()
  const content = () => {
    if (flows.error) return <ErrorState error={flows.error} retry={() => void flows.refetch()} />
    if (!flows.data || !hubs) return <FormSkeleton label={t('tasks.new')} fields={6} />
    if (flows.data.items.length === 0)
      return (
        <EmptyState
          icon={<Workflow size={20} />}
          title={t('tasks.no-flow.title')}
          action={<Button onPress={() => go(paths.flows(slug))}>{t('navigation.flows')}</Button>}
        >
          {t('tasks.no-flow.text')}
        </EmptyState>
      )
    return <NewTask flows={flows.data.items} hubs={hubs} />
  }
  return (
    <Page title={t('tasks.new')} width="narrow">
      {content()}
    </Page>
  )
}

interface Props {
  flows: readonly { id: Flow['id']; name: string }[]
  hubs: NonNullable<ReturnType<typeof useHubChoice>['hubs']>
}

interface Draft {
  flowId: string | null
  hubId: string | null
  title: string
  startsAt: string | null
  endsAt: string | null
  people: Person[]
}

function NewTask({ flows, hubs }: Props) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const { go } = useGo()
  const { hubId: filtered, remembered } = useHubChoice()
  const timeZone = useTimeZone()
  const refusedCreate = useRefusal('createTask')
  const mayAssign = useRefusal('assignTasks') === null
  // One key a form: pressing twice, or again after a lost answer, makes one task.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const [touched, setTouched] = useState(false)
  const [task, setTask] = useState((): Draft => {
    const now = Math.ceil(Date.now() / (hourMs / 4)) * (hourMs / 4)
    const hub = hubs.find(({ id }) => id === (filtered ?? remembered)) ?? hubs[0]
    return {
      flowId: flows.length === 1 ? (flows[0]?.id ?? null) : null,
      hubId: hub?.id ?? null,
      title: '',
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 24 * hourMs).toISOString(),
      people: [],
    }
  })
  const files = useUploadedFiles()
  const [answers, setAnswers] = useState<Record<string, FormValues>>({})
  const change = (patch: Partial<typeof task>) => {
    setTask((before) => ({ ...before, ...patch }))
    setTouched(true)
    setKey(crypto.randomUUID())
  }
  const flow = useQuery({
    ...query('getFlow', { params: { flowId: task.flowId ?? '' } }),
    enabled: task.flowId !== null,
  })
  const page = task.flowId === null ? undefined : flow.data?.pages[0]
  const components = page?.components ?? []
  const values = (task.flowId && answers[task.flowId]) || startingValues(components)

  const create = useMutation({
    mutationFn: ({ flowId, hubId }: { flowId: string; hubId: string }) =>
      client.createTask({
        idempotencyKey,
        body: {
          flowId,
          hubId,
          title: task.title,
          values: toTaskValues(components, values),
          ...(task.startsAt && { startsAt: task.startsAt }),
          ...(task.endsAt && { endsAt: task.endsAt }),
          assigneeIds: task.people.map(({ id }) => id),
        },
      }),
    onSuccess: (made) => {
      keepTask(made)
      // The list that it stands in, so that one sees where it went.
      go(`${paths.tasks(organization.slug)}?status=${made.status}`)
      toast({
        text: t('tasks.made', { title: made.title }),
        action: {
          label: t('tasks.open'),
          run: () => go(`${paths.task(organization.slug, made.id)}?status=${made.status}`),
        },
      })
    },
  })
  const zone = timeZone.replaceAll('_', ' ')
  return (
    <Form
      error={create.error}
      isPending={create.isPending}
      {...(touched && { dirty: !create.isSuccess })}
      onSubmit={() => {
        const { flowId, hubId } = task
        if (flowId && hubId && page) create.mutate({ flowId, hubId })
      }}
    >
      <FormSection title={t('tasks.what')} lead={t('tasks.what-lead')}>
        <Select
          label={t('tasks.flow')}
          name="flowId"
          autoFocus
          choices={flows.map(({ id, name }) => ({ id, label: name }))}
          value={task.flowId}
          onChange={(flowId) => change({ flowId })}
          isRequired
        />
        <TextField
          label={t('tasks.title')}
          name="title"
          autoComplete="off"
          maxLength={200}
          value={task.title}
          onChange={(title) => change({ title })}
          validate={(title) => (title.trim() ? null : t('field-errors.required'))}
        />
      </FormSection>
      <FormSection title={t('tasks.where')} lead={t('tasks.where-lead', { zone })}>
        <Select
          label={t('tasks.hub')}
          name="hubId"
          choices={hubs.map(({ id, name }) => ({ id, label: name }))}
          value={task.hubId}
          onChange={(hubId) => change({ hubId, people: [] })}
          isRequired
        />
        <TimeFields startsAt={task.startsAt} endsAt={task.endsAt} onChange={change} />
        <PeopleChoice
          hubIds={task.hubId ? [task.hubId] : []}
          people={task.people}
          onChange={(people) => change({ people })}
          onlyMe={!mayAssign}
          optional
          help={t('tasks.assignees-help')}
        />
      </FormSection>
      {flow.error && <ErrorState error={flow.error} retry={() => void flow.refetch()} />}
      {task.flowId && !page && !flow.error && <FormSkeleton label={t('tasks.flow')} />}
      {page && components.some((one) => one.kind === 'view' || takesValue(one)) && (
        <FormSection
          key={task.flowId}
          title={page.title}
          lead={t('tasks.values-lead', { flow: flow.data?.name })}
        >
          <FlowFields
            pages={flow.data?.pages ?? []}
            page={0}
            values={values}
            files={files}
            onChange={(next) => {
              const { flowId } = task
              if (!flowId) return
              setAnswers((before) => ({
                ...before,
                [flowId]: { ...(before[flowId] ?? startingValues(components)), ...next },
              }))
              change({})
            }}
          />
        </FormSection>
      )}
      <FormActions>
        <SubmitButton disabledReason={refusedCreate}>{t('tasks.create')}</SubmitButton>
        <Button onPress={() => go(paths.tasks(organization.slug))}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}
