import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Answered } from '#api/fields.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { FieldAnswers, valuesOf } from '#web/shell/field-answers.tsx'
import { useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'

/** What this organization asks its members, with one's own answers (PR2); nothing where it asks nothing. */
export function MyAnswers() {
  const { t } = useTranslation()
  const answered = useQuery(query('getMyFields'))
  if (answered.error)
    return <ErrorState error={answered.error} retry={() => void answered.refetch()} />
  if (!answered.data) return <FormSkeleton fields={2} label={t('fields.heading')} />
  return answered.data.items.length > 0 && <AnswersForm answered={answered.data} />
}

function AnswersForm({ answered }: { answered: Answered }) {
  const { t } = useTranslation()
  const { name } = useSession().organization
  const draft = useDraft(valuesOf(answered))
  const changed = () =>
    Object.fromEntries(Object.entries(draft.changes).map(([id, value]) => [id, value ?? null]))
  const save = useMutation({
    mutationFn: () => client.updateMyFields({ body: { values: changed() } }),
    onSuccess: (saved) => {
      queries.setQueryData(query('getMyFields').queryKey, saved)
      draft.reset()
      void refresh('getSession', 'getUserFields')
      toast(t('me.profile.fields-saved'))
    },
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={draft.dirty}
      onSubmit={() => save.mutate()}
    >
      <FormSection title={t('me.profile.fields', { name })} lead={t('me.profile.fields-lead')}>
        <FieldAnswers
          fields={answered.items.map(({ field }) => field)}
          values={draft.value}
          onChange={draft.change}
          whose="mine"
        />
      </FormSection>
      <FormActions>
        <SubmitButton />
      </FormActions>
    </Form>
  )
}
