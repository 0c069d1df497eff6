import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import type { Field } from '#api/fields.ts'
import { client, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Panel } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { FieldForm } from './field-form.tsx'
import { Preview } from './preview.tsx'

type Draft = Omit<Field, 'id'>

/** What stands over the list of fields: one field, or (`/new`) the form that makes one. */
export function FieldPanel() {
  const { t } = useTranslation()
  const { fieldId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go } = useGo()
  const close = () => go(paths.fields(slug))
  return fieldId === 'new' ? (
    <Panel title={t('fields.create')} onClose={close}>
      <CreateForm onDone={close} />
    </Panel>
  ) : (
    <OneField fieldId={fieldId} onClose={close} />
  )
}

/** Whoever may not edit fields sees the list's row; what would be lost is for those who may. */
function OneField({ fieldId, onClose }: { fieldId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const refusal = useRefusal('getField')
  const details = useQuery({ ...query('getField', { params: { fieldId } }), enabled: !refusal })
  const list = useQuery({ ...query('listFields'), enabled: refusal !== null })
  const listed = list.data?.items.find(({ id }) => id === fieldId)
  const field = details.data ?? (listed && { ...listed, answers: 0, chosen: {} })
  const error = details.error ?? list.error
  return (
    <Panel title={field?.name ?? t('fields.one')} onClose={onClose}>
      {error ? (
        <ErrorState error={error} retry={() => void details.refetch()} />
      ) : field ? (
        <EditForm key={field.id} field={field} onGone={onClose} />
      ) : (
        <FormSkeleton fields={4} label={t('fields.one')} />
      )}
    </Panel>
  )
}

const blank: Draft = {
  name: '',
  help: '',
  kind: 'text',
  options: [],
  required: false,
  visibility: 'administrators',
}

const isChoice = ({ kind }: Pick<Draft, 'kind'>) =>
  kind === 'single_choice' || kind === 'multiple_choice'

function CreateForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation()
  const refusal = useRefusal('createField')
  const [field, setField] = useState<Draft>(blank)
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const save = useMutation({
    mutationFn: () =>
      client.createField({
        body: { ...field, options: isChoice(field) ? field.options : [] },
        idempotencyKey,
      }),
    onSuccess: ({ name, required }) => {
      void refresh('listFields', 'getMyFields', 'getUserFields')
      toast({
        text: t('fields.created', { name }),
        ...(required && { description: t('fields.created-required') }),
      })
      onDone()
    },
  })
  return (
    <>
      <Form error={save.error} isPending={save.isPending} onSubmit={() => save.mutate()}>
        <FieldForm
          value={field}
          autoFocus
          onChange={(patch) => {
            setField((before) => ({ ...before, ...patch }))
            setKey(crypto.randomUUID())
          }}
        />
        <FormActions>
          <SubmitButton disabledReason={refusal}>{t('fields.create-confirm')}</SubmitButton>
          <Button onPress={onDone}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
      <Preview field={field} />
    </>
  )
}

type Details = Awaited<ReturnType<Client['getField']>>

function EditForm({ field, onGone }: { field: Details; onGone: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const say = useProblemText()
  const mayEdit = useRefusal('updateField')
  const mayDelete = useRefusal('removeField')
  const [asking, setAsking] = useState(false)
  const { id, kind, answers, chosen, ...saved } = field
  // As text, for a draft takes lists in any order for the same, and here the order is what is edited.
  const draft = useDraft({ ...saved, options: JSON.stringify(saved.options) })
  const options = JSON.parse(draft.value.options) as Field['options']
  const value: Draft = { ...draft.value, kind, options }
  const refreshAll = () => refresh('listFields', 'getField', 'getMyFields', 'getUserFields')
  const save = useMutation({
    mutationFn: () => {
      const { options: changed, ...rest } = draft.changes
      return client.updateField({
        params: { fieldId: id },
        body: { ...rest, ...(changed && { options }) },
      })
    },
    onSuccess: async ({ name }) => {
      await refreshAll()
      draft.reset()
      toast(t('fields.saved', { name }))
    },
  })
  const remove = useMutation({
    mutationFn: () => client.removeField({ params: { fieldId: id } }),
    onSuccess: () => {
      toast(t('fields.removed', { name: field.name }))
      onGone()
      void refresh('listFields', 'getMyFields', 'getUserFields')
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      setAsking(false)
    },
  })
  return (
    <>
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={draft.dirty}
        onSubmit={() => save.mutate()}
      >
        <FieldForm
          value={value}
          saved={{ options: saved.options, chosen }}
          isDisabled={mayEdit !== null}
          onChange={({ options: changed, ...patch }) =>
            draft.change({ ...patch, ...(changed && { options: JSON.stringify(changed) }) })
          }
        />
        <FormActions>
          <SubmitButton disabledReason={mayEdit} />
          <Button
            icon={<Trash2 size={14} />}
            disabledReason={mayDelete}
            onPress={() => setAsking(true)}
          >
            {t('fields.remove')}
          </Button>
        </FormActions>
      </Form>
      <Preview field={value} />
      <ConfirmDialog
        title={t('fields.remove-question', { name: field.name })}
        confirm={t('fields.remove-confirm')}
        danger
        isOpen={asking}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('fields.remove-lost', { count: answers, number: format.number(answers) })}
      </ConfirmDialog>
    </>
  )
}
