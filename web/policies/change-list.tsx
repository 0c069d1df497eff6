import { useTranslation } from 'react-i18next'
import type { SignInPolicy } from '#api/policies.ts'
import { usePolicyChanges } from '#web/shell/policy-words.ts'
import { Facts } from '#web/ui/facts.tsx'
import styles from './policies.module.css'

/** What a policy will demand otherwise than the one that acts now. */
export function ChangeList({ before, next }: { before: SignInPolicy; next: SignInPolicy }) {
  const { t } = useTranslation()
  const changes = usePolicyChanges()(before, next)
  if (changes.length === 0) return <p className={styles.quiet}>{t('policies.unchanged')}</p>
  return (
    <Facts
      facts={changes.map((change) => ({
        name: change.name,
        value: (
          <>
            <span className={styles.quiet}>{change.before} →</span> {change.after}
          </>
        ),
      }))}
    />
  )
}
