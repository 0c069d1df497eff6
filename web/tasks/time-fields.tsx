import { useTranslation } from 'react-i18next'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { DateTimeField } from '#web/ui/date-field.tsx'
import styles from './tasks.module.css'

interface Times {
  startsAt: string | null
  endsAt: string | null
}

interface Props extends Times {
  onChange: (change: Partial<Times>) => void
  autoFocus?: boolean
}

/** From when until when. */
export function TimeFields({ startsAt, endsAt, onChange, autoFocus = false }: Props) {
  const { t } = useTranslation()
  const timeZone = useTimeZone()
  return (
    <div className={styles.times}>
      <DateTimeField
        label={t('tasks.start')}
        name="startsAt"
        autoFocus={autoFocus}
        timeZone={timeZone}
        value={startsAt}
        onChange={(time) => onChange({ startsAt: time })}
        isRequired
      />
      <DateTimeField
        label={t('tasks.end')}
        name="endsAt"
        timeZone={timeZone}
        value={endsAt}
        onChange={(time) => onChange({ endsAt: time })}
        isRequired
        validate={(end) =>
          end && startsAt && end < startsAt ? t('field-errors.before-start') : null
        }
      />
    </div>
  )
}
