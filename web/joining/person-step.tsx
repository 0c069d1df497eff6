import { useTranslation } from 'react-i18next'
import { CountryField } from '#web/ui/country-field.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { NameFields } from './name-fields.tsx'
import type { Draft } from './use-kept-draft.ts'

interface Props {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  error: Error | null
  onContinue: () => void
}

/** Who one is, and in which country one works. */
export function PersonStep({ draft, change, error, onContinue }: Props) {
  const { t } = useTranslation()
  return (
    <Form error={error} onSubmit={onContinue} leaveFreely>
      <NameFields draft={draft} change={change} autoFocus />
      <CountryField
        label={t('sign-up.country')}
        name="organization/country"
        help={t('sign-up.country-help')}
        isRequired
        size="large"
        value={draft.country}
        onChange={(country) => change({ country })}
      />
      <SubmitButton size="large" wide>
        {t('door.continue')}
      </SubmitButton>
    </Form>
  )
}
