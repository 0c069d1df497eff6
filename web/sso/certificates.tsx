import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Certificate } from '#api/sso.ts'
import { Badge } from '#web/ui/badge.tsx'
import { useFormat } from '#web/ui/format.ts'
import styles from './sso.module.css'

/** By which certificates the provider's signatures are verified; only what they say of themselves. */
export function Certificates({ certificates }: { certificates: readonly Certificate[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [now] = useState(Date.now)
  return (
    <ul aria-label={t('sso.saml.certificates')} className={styles.certificates}>
      {certificates.map(({ fingerprint, subject, validFrom, expiresAt }) => {
        const ended = Date.parse(expiresAt) <= now
        return (
          <li key={fingerprint}>
            <p className={styles.strong}>
              {subject} {ended && <Badge tone="red">{t('sso.certificate-ended')}</Badge>}
            </p>
            <p className={styles.quiet}>
              {t('sso.certificate-valid', {
                from: format.date(validFrom),
                to: format.date(expiresAt),
              })}
            </p>
            <p className={styles.quiet}>
              SHA-256 <code className={styles.fingerprint}>{fingerprint}</code>
            </p>
          </li>
        )
      })}
    </ul>
  )
}
