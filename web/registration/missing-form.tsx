import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answered, FieldValues } from '#api/fields.ts'
import { client } from '#web/api.ts'
import { FieldAnswers } from '#web/shell/field-answers.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'

/** Required questions that came after one had registered, and nothing else. */
export function MissingForm({ items, goOn }: { items: Answered['items']; goOn: () => void }) {
  const { t } = useTranslation()
  const [values, setValues] = useState<FieldValues>({})
  const save = useMutation({
    mutationFn: () => client.updateMyFields({ body: { values } }),
    onSuccess: goOn,
  })
  return (
    <Form
      error={save.error}
      isPending={save.isPending || save.isSuccess}
      onSubmit={() => save.mutate()}
      leaveFreely
    >
      <FieldAnswers
        fields={items.map(({ field }) => field)}
        values={values}
        onChange={(patch) => setValues((before) => ({ ...before, ...patch }))}
        whose="mine"
      />
      <SubmitButton size="large" wide>
        {t('registration.go-on')}
      </SubmitButton>
    </Form>
  )
}
