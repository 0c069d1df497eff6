import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './doing.module.css'

/** Says that there is no connection, as soon as there is none, and that one may go on. */
export function OfflineLine() {
  const { t } = useTranslation()
  const online = useSyncExternalStore(listen, () => navigator.onLine)
  return (
    <p aria-live="polite" className={styles.offline}>
      {online ? '' : t('doing.offline')}
    </p>
  )
}

function listen(changed: () => void) {
  addEventListener('online', changed)
  addEventListener('offline', changed)
  return () => {
    removeEventListener('online', changed)
    removeEventListener('offline', changed)
  }
}
