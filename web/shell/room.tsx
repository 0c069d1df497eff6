import { useTranslation } from 'react-i18next'
import { cx } from '#web/ui/cx.ts'
import styles from './room.module.css'

/** Past this many places one reads the number, and counts no dots. */
const dotsMax = 5

/** How many places of somebody's capacity are taken: "1 of 2", with a dot for each. */
export function Room({ taken, capacity }: { taken: number; capacity: number }) {
  const { t } = useTranslation()
  return (
    <span className={styles.room}>
      {capacity <= dotsMax && (
        <span aria-hidden className={styles.dots}>
          {Array.from({ length: capacity }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: places have no other identity
            <span key={at} className={cx(styles.dot, at < taken && styles.taken)} />
          ))}
        </span>
      )}
      {t('matches.room', { taken, capacity })}
    </span>
  )
}
