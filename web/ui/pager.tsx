import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'
import { IconButton } from './icon-button.tsx'
import styles from './pager.module.css'

interface Props {
  /** Number of the first row on this page, from 1. */
  from: number
  /** How many rows this page has. */
  count: number
  /** How many there are in all; an estimate beyond what one page shows. */
  about: number
  /** Null where there is none. */
  onPrevious: (() => void) | null
  onNext: (() => void) | null
}

/** "1–50 of about 12,400", previous, next. */
export function Pager({ from, count, about, onPrevious, onNext }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  if (count === 0) return null
  const range = { from: format.number(from), to: format.number(from + count - 1) }
  const whole = !onPrevious && !onNext
  return (
    <nav aria-label={t('ui.pages')} className={styles.pager}>
      <span className={styles.range} aria-live="polite">
        {whole
          ? t('ui.all-rows', { count, number: format.number(count) })
          : t('ui.range', { ...range, about: format.number(Math.max(about, from + count - 1)) })}
      </span>
      {!whole && (
        <>
          <IconButton
            label={t('ui.previous')}
            kind="secondary"
            size="small"
            icon={<ChevronLeft size={16} className={styles.turn} />}
            disabledReason={onPrevious ? null : t('ui.first-page')}
            onPress={() => onPrevious?.()}
          />
          <IconButton
            label={t('ui.next')}
            kind="secondary"
            size="small"
            icon={<ChevronRight size={16} className={styles.turn} />}
            disabledReason={onNext ? null : t('ui.last-page')}
            onPress={() => onNext?.()}
          />
        </>
      )}
    </nav>
  )
}
