import { Mail } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { useFormat } from '#web/ui/format.ts'
import styles from './security.module.css'
import { type Security, SecurityCard } from './security-card.tsx'

/** The one e-mail address, which nobody but its owner changes (PW6), and a change that waits for its code. */
export function EmailCard({
  email,
  emailChange,
  onChange,
}: Pick<Security, 'email' | 'emailChange'> & { onChange: () => void }) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  return (
    <SecurityCard
      icon={<Mail size={16} aria-hidden />}
      title={t('me.security.email.title')}
      badge={emailChange && <Badge tone="amber">{t('me.security.email.waiting-badge')}</Badge>}
      state={
        <>
          <strong>{email}</strong>
          <br />
          {t('me.security.email.means')}
        </>
      }
      actions={!emailChange && <Button onPress={onChange}>{t('me.security.email.change')}</Button>}
    >
      {emailChange && (
        <div className={styles.line}>
          <p>
            {t('me.security.email.waiting', {
              email: emailChange.newEmail,
              time: format.dateTime(emailChange.expiresAt),
            })}
          </p>
          <Button size="small" onPress={onChange}>
            {t('me.security.email.enter-code')}
          </Button>
        </div>
      )}
    </SecurityCard>
  )
}
