import { useTranslation } from 'react-i18next'
import { FormRow } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import type { Draft } from './use-kept-draft.ts'

interface Props {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  autoFocus?: boolean
}

/** First and last name, as this organization will know them (PR1). */
export function NameFields({ draft, change, autoFocus = false }: Props) {
  const { t } = useTranslation()
  const required = (value: string) => (value.trim() ? null : t('field-errors.required'))
  return (
    <FormRow>
      <TextField
        label={t('registration.first-name')}
        name="firstName"
        size="large"
        autoComplete="given-name"
        autoFocus={autoFocus}
        maxLength={100}
        value={draft.firstName}
        onChange={(firstName) => change({ firstName })}
        validate={required}
      />
      <TextField
        label={t('registration.last-name')}
        name="lastName"
        size="large"
        autoComplete="family-name"
        maxLength={100}
        value={draft.lastName}
        onChange={(lastName) => change({ lastName })}
        validate={required}
      />
    </FormRow>
  )
}
