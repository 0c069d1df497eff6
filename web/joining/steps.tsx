import { useTranslation } from 'react-i18next'
import styles from './joining.module.css'

/** How far one is: a line of as many parts as there are steps, and in words. */
export function Steps({ at, of, name }: { at: number; of: number; name: string }) {
  const { t } = useTranslation()
  return (
    <div className={styles.steps}>
      <p className={styles.stepWords}>{t('sign-up.step', { at, of, name })}</p>
      <div className={styles.line} aria-hidden>
        {Array.from({ length: of }, (_, part) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a line have nothing but their place
          <span key={part} data-done={part < at || undefined} />
        ))}
      </div>
    </div>
  )
}
