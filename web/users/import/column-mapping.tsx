import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type ImportTarget, importTargets, type UserImport } from '#api/imports.ts'
import { query } from '#web/api.ts'
import { Select } from '#web/ui/select.tsx'
import styles from './import.module.css'
import type { ImportChange } from './import-change.ts'

const leftOut = 'left-out'

/** What each column is: guessed by its name, remembered from the last time, or chosen here; each target once. */
export function ColumnMapping({
  file,
  onChange,
}: {
  file: UserImport
  onChange: (change: ImportChange) => void
}) {
  const { t } = useTranslation()
  const fields = useQuery(query('listFields')).data?.items ?? []
  const targets: { id: ImportTarget; label: string }[] = [
    ...importTargets.map((id) => ({ id, label: t(`imports.targets.${id}`) })),
    // What nobody else sees, nobody else writes.
    ...fields
      .filter(({ visibility }) => visibility !== 'nobody')
      .map(({ id, name }) => ({ id: `field:${id}`, label: name })),
  ]
  const holder = (target: string) => file.columns.find((column) => column.target === target)
  // Chosen for another column, it leaves the one that it stood for.
  const choose = (index: number, wished: string) => {
    const chosen = wished === leftOut ? null : wished
    onChange({
      mapping: file.columns.map(({ index: at, target }) =>
        at === index ? chosen : target === chosen ? null : target,
      ),
    })
  }
  return (
    <ul className={styles.columns}>
      {file.columns.map(({ index, name, samples, target }) => (
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
