import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HubDetail } from '#api/hubs.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import type { Coordinate } from '#web/ui/coordinate.ts'
import { CoordinateField } from '#web/ui/coordinate-field.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Panel } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { HubInUse } from './hub-in-use.tsx'
import { HubMembers } from './hub-members.tsx'

/** What stands over the list of hubs: one hub, or (`/new`) the form that makes one. */
export function HubPanel() {
  const { t } = useTranslation()
  const { hubId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const close = () => go(withQuery(paths.hubs(slug)))
  return hubId === 'new' ? (
    <Panel title={t('hubs.create')} onClose={close}>
      <CreateForm onDone={close} />
    </Panel>
  ) : (
    <OneHub hubId={hubId} onClose={close} />
  )
}

function OneHub({ hubId, onClose }: { hubId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const hub = useQuery(query('getHub', { params: { hubId } }))
  const { data } = hub
  return (
    <Panel
      title={data?.name ?? t('hubs.one')}
      lead={
        data &&
        t('hubs.member-count', {
          count: data.memberCount,
          number: format.number(data.memberCount),
        })
      }
      onClose={onClose}
    >
      {hub.error ? (
        <ErrorState error={hub.error} retry={() => void hub.refetch()} />
      ) : data ? (
        <>
          <EditForm hub={data} onGone={onClose} />
          <HubMembers hub={data} />
        </>
      ) : (
        <FormSkeleton fields={3} label={t('hubs.one')} />
      )}
    </Panel>
  )
}

interface Fields {
  name: string
  address: string
  place: Coordinate | null
}

function HubFields({
  value,
  onChange,
  disabled = false,
  autoFocus = false,
}: {
  value: Fields
  onChange: (patch: Partial<Fields>) => void
  disabled?: boolean
  autoFocus?: boolean
}) {
  const { t } = useTranslation()
  return (
    <>
      <TextField
        label={t('hubs.name')}
        name="name"
        autoFocus={autoFocus}
        isRequired
        isDisabled={disabled}
        maxLength={100}
        autoComplete="off"
        value={value.name}
        onChange={(name) => onChange({ name })}
      />
      <TextField
        label={t('hubs.address')}
        name="address"
        optional
        isDisabled={disabled}
        maxLength={300}
        autoComplete="off"
        value={value.address}
        onChange={(address) => onChange({ address })}
      />
      <CoordinateField
        label={t('hubs.coordinate')}
        name="latitude"
        isRequired
        isDisabled={disabled}
        value={value.place}
        onChange={(place) => onChange({ place })}
      />
    </>
  )
}

function CreateForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const refusal = useRefusal('createHub')
  const [hub, setHub] = useState<Fields>({ name: '', address: '', place: null })
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const save = useMutation({
    mutationFn: (place: Coordinate) =>
      client.createHub({
        body: { name: hub.name, address: hub.address, ...place },
        idempotencyKey,
      }),
    onSuccess: ({ name }) => {
      void refresh('listHubs', 'listHubPlaces', 'listMyHubs')
      toast({ text: t('hubs.created', { name }), description: t('hubs.created-next') })
      onDone()
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      onSubmit={() => hub.place && save.mutate(hub.place)}
    >
      <HubFields
        autoFocus
        value={hub}
        onChange={(patch) => {
          setHub((before) => ({ ...before, ...patch }))
          setKey(crypto.randomUUID())
        }}
      />
      <FormActions>
        <SubmitButton disabledReason={refusal}>{t('hubs.create-confirm')}</SubmitButton>
        <Button onPress={onDone}>{t('ui.cancel')}</Button>
      </FormActions>
    </Form>
  )
}

function EditForm({ hub, onGone }: { hub: HubDetail; onGone: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const mayEdit = useRefusal('updateHub')
  const mayDelete = useRefusal('removeHub')
  const [asking, setAsking] = useState(false)
  const { latitude, longitude } = hub
  const draft = useDraft<Fields>({
    name: hub.name,
    address: hub.address,
    place: { latitude, longitude },
  })
  const save = useMutation({
    mutationFn: () => {
      const { place, ...rest } = draft.changes
      return client.updateHub({ params: { hubId: hub.id }, body: { ...rest, ...place } })
    },
    onSuccess: async (saved) => {
      await refresh('getHub')
      draft.reset()
      void refresh('listHubs', 'listHubPlaces', 'listMyHubs')
      toast(t('hubs.saved', { name: saved.name }))
    },
  })
  const remove = useMutation({
    mutationFn: () => client.removeHub({ params: { hubId: hub.id } }),
    onSuccess: () => {
      void refresh('listHubs', 'listHubPlaces', 'listMyHubs')
      toast(t('hubs.removed', { name: hub.name }))
      onGone()
    },
  })
  const refused = remove.error && say(remove.error)
  const { otherMembers, openTasks, doneTasks } = hub.use
  const inUse = otherMembers + openTasks + doneTasks > 0
  return (
    <>
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={draft.dirty}
        onSubmit={() => draft.value.place && save.mutate()}
      >
        <HubFields value={draft.value} onChange={draft.change} disabled={mayEdit !== null} />
        <FormActions>
          <SubmitButton disabledReason={mayEdit} />
          <Button
            icon={<Trash2 size={14} />}
            disabledReason={mayDelete}
            onPress={() => {
              remove.reset()
              void refresh('getHub')
              setAsking(true)
            }}
          >
            {t('hubs.remove')}
          </Button>
        </FormActions>
      </Form>
      {asking && inUse && <HubInUse hub={hub} onClose={() => setAsking(false)} />}
      <ConfirmDialog
        title={t('hubs.remove-question', { name: hub.name })}
        confirm={t('hubs.remove-confirm')}
        danger
        isOpen={asking && !inUse}
        isPending={remove.isPending}
        disabledReason={refused?.title ?? null}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {refused ? (
          <p role="alert">
            {refused.title}. {refused.detail}
          </p>
        ) : (
          t('hubs.remove-warning')
        )}
      </ConfirmDialog>
    </>
  )
}
