import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cx } from './cx.ts'
import { IconButton } from './icon-button.tsx'
import styles from './table.module.css'

interface Props {
  count: number
  /** Instead of the bare number, where more is selected than one sees: "All about 12,400 selected". */
  words?: string | undefined
  onClear: () => void
  /** Ghost or danger buttons. */
  children?: ReactNode
}

/** Slides in from below while something is selected: how many, what can be done, and a way out. */
export function BulkBar({ count, words, onClear, children }: Props) {
  const { t } = useTranslation()
  return (
    <div className={styles.bulkPlace}>
      <div
        role="toolbar"
        aria-label={t('ui.selection')}
        className={cx(styles.bulk, count > 0 && styles.shown)}
        inert={count === 0}
        data-bulk={count > 0 || undefined}
      >
        <span className={styles.count} aria-live="polite">
          {count > 0 && (words ?? t('ui.selected', { count }))}
        </span>
        <IconButton
          label={t('ui.clear-selection')}
          size="small"
          icon={<X size={14} />}
          onPress={onClear}
        />
        <span className={styles.divider} />
        {children}
      </div>
    </div>
  )
}
