import type { ReactNode } from 'react'
import { CopyButton } from '#web/ui/copy-button.tsx'
import styles from './sso.module.css'

export interface CopyRow {
  label: string
  value: string
  help?: string
  /** In the place of the value, where it is too long to be read. */
  shown?: ReactNode
}

/** Values that have to be entered elsewhere, exactly so, each with a button that copies it. */
export const CopyRows = ({ rows }: { rows: readonly CopyRow[] }) => (
  <dl className={styles.copyRows}>
    {rows.map(({ label, value, help, shown }) => (
      <div key={label} className={styles.copyRow}>
        <dt>{label}</dt>
        <dd>
          {shown ?? <code className={styles.value}>{value}</code>}
          {help && <p className={styles.help}>{help}</p>}
        </dd>
        <dd>
          <CopyButton size="small" text={value} what={label} />
        </dd>
      </div>
    ))}
  </dl>
)
