import {
  type CalendarDate,
  parseAbsolute,
  parseDate,
  parseTime,
  type ZonedDateTime,
} from '@internationalized/date'
import { Calendar as CalendarIcon, ChevronLeft, ChevronRight } from 'lucide-react'
import { type ReactNode, use, useEffect, useRef } from 'react'
import { Button } from 'react-aria-components/Button'
import {
  Calendar,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
} from 'react-aria-components/Calendar'
import { DatePicker, type DatePickerProps } from 'react-aria-components/DatePicker'
import { Dialog } from 'react-aria-components/Dialog'
import { Group } from 'react-aria-components/Group'
import { Heading } from 'react-aria-components/Heading'
import { Popover } from 'react-aria-components/Popover'
import { TimeField as AriaTimeField, DateInput, DateSegment } from 'react-aria-components/TimeField'
import { cx } from './cx.ts'
import styles from './date-field.module.css'
import field from './field.module.css'
import { Field, type FieldFrame } from './field.tsx'
import list from './list.module.css'
import { RegionalContext } from './regional.ts'

interface Props extends FieldFrame {
  name?: string
  isDisabled?: boolean
  /** Being empty is judged by this alone: `validate` is asked for values. */
  isRequired?: boolean
  autoFocus?: boolean
  /** Null is empty. */
  value: string | null
  onChange: (value: string | null) => void
  /** What is wrong with a value, null where nothing is. */
  validate?: (value: string | null) => string | null
}

/** A day without a time: `2026-03-31`. */
export function DateField({ value, onChange, validate, ...props }: Props) {
  return (
    <Picker<CalendarDate>
      {...props}
      value={value ? read(parseDate, value) : null}
      onChange={(date) => onChange(date?.toString() ?? null)}
      validate={() => validate?.(value)}
      granularity="day"
    />
  )
}

/** A moment, typed and shown in a time zone, as ISO 8601 in UTC. */
export function DateTimeField({
  timeZone,
  value,
  onChange,
  validate,
  ...props
}: Props & { timeZone: string }) {
  return (
    <Picker<ZonedDateTime>
      {...props}
      value={value ? read((text) => parseAbsolute(text, timeZone), value) : null}
      onChange={(time) => onChange(time?.toAbsoluteString() ?? null)}
      validate={() => validate?.(value)}
      granularity="minute"
      hideTimeZone
    />
  )
}

/** A time of day without a day: `08:30`. */
export function TimeField({ value, onChange, validate, ...props }: Props) {
  const { label, help, optional = false, hideLabel = false, ...rest } = props
  const { hours } = useRegionalProps()
  return (
    <AriaTimeField
      {...rest}
      {...hours}
      value={value ? read(parseTime, value) : null}
      onChange={(time) => onChange(time?.toString().slice(0, 5) ?? null)}
      validate={() => validate?.(value)}
      className={cx(field.field)}
    >
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        <Segments className={cx(field.control, field.number)} />
      </Field>
    </AriaTimeField>
  )
}

function Picker<T extends CalendarDate | ZonedDateTime>({
  label,
  help,
  optional = false,
  hideLabel = false,
  ...props
}: FieldFrame & DatePickerProps<T>) {
  const frame = useRef<HTMLDivElement>(null)
  const { value } = props
  const { hours, week } = useRegionalProps()
  // An error goes once it is mended, as that of a text does: on blur, what stands below would jump up under the pointer.
  useEffect(() => {
    if (value && frame.current?.dataset.invalid !== undefined)
      frame.current.querySelector('input')?.dispatchEvent(new Event('change'))
  }, [value])
  return (
    <DatePicker {...props} {...hours} ref={frame} className={cx(field.field)}>
      <Field label={label} help={help} optional={optional} hideLabel={hideLabel}>
        <Group className={cx(field.control, field.number)}>
          <Segments className={cx(styles.input)} />
          <Button className={cx(field.inside)}>
            <CalendarIcon size={16} aria-hidden />
          </Button>
        </Group>
      </Field>
      <Popover offset={4} className={cx(list.popover, styles.popover)}>
        <Dialog className={cx(styles.dialog)}>
          <Calendar {...week}>
            <header className={styles.head}>
              <Turn slot="previous" icon={<ChevronLeft size={16} aria-hidden />} />
              <Heading className={cx(styles.month)} />
              <Turn slot="next" icon={<ChevronRight size={16} aria-hidden />} />
            </header>
            <CalendarGrid className={cx(styles.grid)} weekdayStyle="short">
              <CalendarGridHeader>
                {(day) => (
                  <CalendarHeaderCell className={cx(styles.weekday)}>{day}</CalendarHeaderCell>
                )}
              </CalendarGridHeader>
              <CalendarGridBody>
                {(date) => <CalendarCell date={date} className={cx(styles.day)} />}
              </CalendarGridBody>
            </CalendarGrid>
          </Calendar>
        </Dialog>
      </Popover>
    </DatePicker>
  )
}

const firstDays = { monday: 'mon', sunday: 'sun', saturday: 'sat' } as const

/** As the organization wants it; empty where the language decides. */
function useRegionalProps() {
  const regional = use(RegionalContext)
  return {
    hours: regional
      ? { hourCycle: regional.timeFormat === '12h' ? (12 as const) : (24 as const) }
      : {},
    week: regional ? { firstDayOfWeek: firstDays[regional.weekStartsOn] } : {},
  }
}

const Turn = ({ slot, icon }: { slot: 'previous' | 'next'; icon: ReactNode }) => (
  <Button slot={slot} className={cx(field.inside, styles.turn)}>
    {icon}
  </Button>
)

const Segments = ({ className }: { className: string }) => (
  <DateInput className={className}>
    {(segment) => <DateSegment segment={segment} className={cx(styles.segment)} />}
  </DateInput>
)

/** A value from elsewhere that is none shows as empty instead of breaking the page. */
function read<T>(parse: (text: string) => T, text: string): T | null {
  try {
    return parse(text)
  } catch {
    return null
  }
}
