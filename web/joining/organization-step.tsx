import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { query } from '#web/api.ts'
import { CoordinateField } from '#web/ui/coordinate-field.tsx'
import { Form, SubmitButton } from '#web/ui/form.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import type { Draft } from './use-kept-draft.ts'

interface Props {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  error: Error | null
  onContinue: () => void
}

/** The organization and its first hub, on a map of the country that was chosen (CR3). */
export function OrganizationStep({ draft, change, error, onContinue }: Props) {
  const { t } = useTranslation()
  const { data: about } = useQuery(query('getAbout'))
  const required = (value: string) => (value.trim() ? null : t('field-errors.required'))
  return (
    <Form error={error} onSubmit={onContinue} leaveFreely>
      <TextField
        label={t('founding.name')}
        name="organization/name"
        size="large"
        autoFocus
        autoComplete="organization"
        placeholder={t('founding.name-example')}
        maxLength={100}
        value={draft.organization}
        onChange={(organization) => change({ organization })}
        validate={(value) =>
          required(value) ??
          (value.trim().length < 3 ? t('field-errors.too-short', { min: 3 }) : null)
        }
      />
      <TextField
        label={t('founding.hub-name')}
        name="organization/hub/name"
        help={t('sign-up.hub-help')}
        placeholder={t('founding.hub-example')}
        maxLength={100}
        value={draft.hub}
        onChange={(hub) => change({ hub })}
        validate={required}
      />
      <CoordinateField
        label={t('founding.coordinate')}
        name="organization/hub/latitude"
        help={t('sign-up.map-help')}
        value={draft.place}
        onChange={(place) => change({ place })}
        around={draft.country}
        startsOpen
        isRequired
        validationBehavior="native"
        {...(about?.tileUrl && { tileUrl: about.tileUrl })}
      />
      <SubmitButton size="large" wide>
        {t('door.continue')}
      </SubmitButton>
    </Form>
  )
}
