import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { Slug } from '#api/common.ts'
import { paths } from '#web/paths.ts'
import { TextField } from '#web/ui/text-field.tsx'
import styles from './organization.module.css'

interface Props {
  /** The one that is saved. */
  present: string
  isDisabled: boolean
  value: string
  onChange: (slug: string) => void
}

/** What the organization is called in addresses, and what becomes of the old one (OR5). */
export function SlugField({ present, isDisabled, value, onChange }: Props) {
  const { t } = useTranslation()
  const address = (slug: string) => `${window.location.origin}${paths.tasks(slug)}`
  const changed = value !== present
  return (
    <TextField
      label={t('organization.slug')}
      name="slug"
      isRequired
      isDisabled={isDisabled}
      maxLength={63}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck="false"
      validate={(slug) => (Slug.safeParse(slug).success ? null : t('organization.slug-form'))}
      help={
        <>
          <code className={styles.address}>{address(value)}</code>
          {changed && (
            <span className={styles.stays}>
              {t('organization.slug-stays', { before: `/o/${present}` })}
            </span>
          )}
        </>
      }
      value={value}
      onChange={(typed) => onChange(typed.toLowerCase().replace(/\s/g, '-'))}
    />
  )
}

/** That an address changes too often concerns this field, which the server does not name. */
export function slugRefusal(error: unknown): unknown {
  if (!(error instanceof ApiError && error.type === 'too-many')) return error
  const { title } = error.problem
  return new ApiError({
    ...error.problem,
    errors: [{ pointer: '#/slug', detail: title, code: 'changed-too-often' }],
  })
}
