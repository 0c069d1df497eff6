import { useTranslation } from 'react-i18next'
import { useOnline } from '#web/shell/use-online.ts'
import styles from './doing.module.css'

/** Says that there is no connection, as soon as there is none, and that one may go on. */
export function OfflineLine() {
  const { t } = useTranslation()
  const online = useOnline()
  return (
    <p aria-live="polite" className={styles.offline}>
      {online ? '' : t('doing.offline')}
    </p>
  )
}
