import { useTranslation } from 'react-i18next'
import { Skeleton } from '#web/ui/skeleton.tsx'
import styles from './security.module.css'

const cards = ['password', 'authenticator', 'email', 'home', 'sessions'] as const

/** The cards on their way. */
export function SecuritySkeleton({ label }: { label: string }) {
  const { t } = useTranslation()
  return (
    <div role="status" aria-label={t('ui.loading', { what: label })} className={styles.bones}>
      {cards.map((card) => (
        <div key={card} className={styles.card}>
          <div className={styles.head}>
            <Skeleton shape="tile" width={36} height={36} />
            <span className={styles.bonesOfWords}>
              <Skeleton width="24%" />
              <Skeleton width="58%" />
            </span>
          </div>
        </div>
      ))}
    </div>
  )
}
