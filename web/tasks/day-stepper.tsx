import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useKeys } from '#web/shell/keys.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Button } from '#web/ui/button.tsx'
import { DateField } from '#web/ui/date-field.tsx'
import { IconButton } from '#web/ui/icon-button.tsx'
import { addDays, type Day, dayNow } from './day.ts'
import styles from './day-map.module.css'

/** Which day one looks at: the one before, the one after, today, or any other. */
export function DayStepper({ day, onChange }: { day: Day; onChange: (day: Day) => void }) {
  const { t, i18n } = useTranslation()
  const today = dayNow(useTimeZone())
  const step = (by: 1 | -1) => () => onChange(addDays(day, by))
  useKeys([
    { keys: '[', label: t('tasks.map.previous'), run: step(-1) },
    { keys: ']', label: t('tasks.map.next'), run: step(1) },
  ])
  const name = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeZone: 'UTC' })
  return (
    <div className={styles.stepper}>
      <h2 className={styles.day} aria-live="polite">
        {name.format(new Date(`${day}T00:00:00Z`))}
      </h2>
      <div className={styles.steps}>
        <IconButton
          kind="secondary"
          label={t('tasks.map.previous')}
          keys="["
          icon={<ChevronLeft size={16} />}
          onPress={step(-1)}
        />
        <Button
          disabledReason={day === today ? t('tasks.map.is-today') : null}
          onPress={() => onChange(today)}
        >
          {t('tasks.map.today')}
        </Button>
        <IconButton
          kind="secondary"
          label={t('tasks.map.next')}
          keys="]"
          icon={<ChevronRight size={16} />}
          onPress={step(1)}
        />
        <div className={styles.pick}>
          <DateField
            label={t('tasks.map.day')}
            hideLabel
            value={day}
            onChange={(next) => next && onChange(next)}
          />
        </div>
      </div>
    </div>
  )
}
