import { useTranslation } from 'react-i18next'
import { Select } from '#web/ui/select.tsx'
import styles from './table-import.module.css'

const leftOut = 'left-out'

interface Column<T> {
  index: number
  name: string
  samples: readonly string[]
  target: T | null
}

interface Props<T> {
  columns: readonly Column<T>[]
  /** What a column can be. */
  targets: readonly { id: T; label: string }[]
  /** What each column is then. */
  onChange: (mapping: (T | null)[]) => void
}

/** What each column of a file is: guessed by its name, remembered from the last time, or chosen here; each target once. */
export function ColumnMapping<T extends string>({ columns, targets, onChange }: Props<T>) {
  const { t } = useTranslation()
  const holder = (target: T) => columns.find((column) => column.target === target)
  // Chosen for another column, it leaves the one that it stood for.
  const choose = (index: number, wished: string) => {
    const chosen = targets.find(({ id }) => id === wished)?.id ?? null
    onChange(
      columns.map(({ index: at, target }) =>
        at === index ? chosen : target === chosen ? null : target,
      ),
    )
  }
  return (
    <ul className={styles.columns}>
      {columns.map(({ index, name, samples, target }) => (
        <li key={index} className={styles.column}>
          <div className={styles.words}>
            <span className={styles.name}>{name}</span>
            <span className={styles.samples}>
              {samples.length > 0 ? samples.join(' · ') : t('imports.no-samples')}
            </span>
          </div>
          <Select
            label={t('imports.target', { name })}
            hideLabel
            choices={[
              { id: leftOut, label: t('imports.left-out') },
              ...targets.map(({ id, label }) => {
                const other = id === target ? undefined : holder(id)
                return {
                  id,
                  label,
                  description: other && t('imports.taken-by', { name: other.name }),
                }
              }),
            ]}
            value={target ?? leftOut}
            onChange={(chosen) => choose(index, chosen)}
          />
        </li>
      ))}
    </ul>
  )
}
