import { useMutation, useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Answered } from '#api/fields.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { FieldAnswers, valuesOf } from '#web/shell/field-answers.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { useUser } from './use-user.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import { nameOf } from './user-words.tsx'

/** What the organization asks everybody, with a member’s answers (PR2). */
export function UserFields() {
  const { t } = useTranslation()
  const user = useUser()
  const answered = useQuery(query('getUserFields', { params: { memberId: user.id } }))
  const { data } = answered
  if (answered.error && !data)
    return <ErrorState error={answered.error} retry={() => void answered.refetch()} />
  if (!data) return <FormSkeleton fields={4} label={t('users.tabs.fields')} />
  if (data.items.length === 0)
    return (
      <EmptyState icon={<ListChecks size={20} />} title={t('users.fields.none')}>
        {t('users.fields.none-text')}
      </EmptyState>
    )
  return <Answers answered={data} />
}

function Answers({ answered }: { answered: Answered }) {
  const { t } = useTranslation()
  const user = useUser()
  const own = useSession().member.id === user.id
  const mayEdit = useRefusal('updateUserFields')
  const mayTouch = useUserRefusal()(user)
  const refusal = mayEdit ?? mayTouch
  const draft = useDraft(valuesOf(answered))
  const params = { memberId: user.id }
  const changed = () =>
    Object.fromEntries(Object.entries(draft.changes).map(([id, value]) => [id, value ?? null]))
  const save = useMutation({
    mutationFn: () => client.updateUserFields({ params, body: { values: changed() } }),
    onSuccess: (saved) => {
      queries.setQueryData(query('getUserFields', { params }).queryKey, saved)
      draft.reset()
      void refresh('listAuditEvents')
      if (own) void refresh('getMyFields', 'getSession')
      toast(t('users.saved', { name: nameOf(user) }))
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={draft.dirty}
      onSubmit={() => save.mutate()}
    >
      <FormSection
        title={t('users.tabs.fields')}
        lead={
          answered.missing > 0
            ? t('users.fields.missing', { count: answered.missing })
            : t('users.fields.lead')
        }
      >
        <FieldAnswers
          whose="theirs"
          fields={answered.items.map(({ field }) => field)}
          values={draft.value}
          onChange={draft.change}
          isDisabled={refusal !== null}
        />
      </FormSection>
      <FormActions>
        <SubmitButton disabledReason={refusal} />
      </FormActions>
    </Form>
  )
}
