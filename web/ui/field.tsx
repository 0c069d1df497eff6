import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { FieldError } from 'react-aria-components/FieldError'
import { Label } from 'react-aria-components/Label'
import { Text } from 'react-aria-components/Text'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import styles from './field.module.css'

/** What every field has around its control. `name` is the JSON pointer of its value without `#/`. */
export interface FieldFrame {
  label: string
  /** Below the control: what to type, what happens. */
  help?: ReactNode
  /** Said beside the label, so that required fields need no star. */
  optional?: boolean
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean
}

/** Label above, help and error below; used inside a field of react-aria. */
export function Field({
  label,
  help,
  optional = false,
  hideLabel = false,
  after,
  children,
}: FieldFrame & { after?: ReactNode; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <div className={cx(styles.labels, hideLabel && 'visually-hidden')}>
        <Label className={cx(styles.label)}>{label}</Label>
        {optional && <span className={styles.optional}>{t('ui.optional')}</span>}
      </div>
      {children}
      {/* Stands in the label's line, but the next key after the field before goes into the control. */}
      {after && <span className={styles.aside}>{after}</span>}
      {help && (
        <Text slot="description" className={cx(styles.help)}>
          {help}
        </Text>
      )}
      <FieldError className={cx(styles.error)}>
        {({ validationErrors, validationDetails }) => (
          <>
            <CircleAlert size={14} aria-hidden />
            <span>
              {/* The browser's own words for it would be in the browser's language. */}
              {validationDetails.valueMissing && !validationDetails.customError
                ? t('field-errors.required')
                : validationErrors.join(' ')}
            </span>
          </>
        )}
      </FieldError>
    </>
  )
}
