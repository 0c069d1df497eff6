import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { ValueText } from '#web/shell/value-text.tsx'
import { useFormat } from '#web/ui/format.ts'
import type { Difference } from './differences.ts'
import styles from './doing.module.css'

/** What changed, each with what it was and what it is now. */
export function DifferenceList({ differences }: { differences: readonly Difference[] }) {
  const { t } = useTranslation()
  return (
    <dl className={styles.differences}>
      {differences.map((one) => (
        <div key={typeof one.of === 'string' ? one.of : `value.${one.of.id}`}>
          <dt>{typeof one.of === 'string' ? t(`doing.of.${one.of}`) : one.of.title}</dt>
          <dd>
            <del>
              <Side of={one.of} value={one.before} />
            </del>{' '}
            <ins>
              <Side of={one.of} value={one.after} />
            </ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Side({ of, value }: { of: Difference['of']; value: Difference['before'] }): ReactNode {
  const format = useFormat(useTimeZone())
  if (typeof of !== 'string')
    return <ValueText component={of} value={value as Exclude<typeof value, readonly string[]>} />
  if (typeof value === 'string')
    return of === 'startsAt' || of === 'endsAt' ? format.dateTime(value) : value
  return Array.isArray(value) && value.length > 0 ? format.list(value) : '–'
}
