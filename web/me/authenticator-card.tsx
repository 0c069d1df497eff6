import { Smartphone, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { cx } from '#web/ui/cx.ts'
import { useFormat } from '#web/ui/format.ts'
import styles from './security.module.css'
import { type Security, SecurityCard } from './security-card.tsx'

interface Props extends Pick<Security, 'authenticator' | 'home'> {
  onSetUp: () => void
  onRemove: () => void
  onNewCodes: () => void
}

const fewCodes = 3

/** "Cloud Authenticator" (DR4): whether there is one, since when, and what is left of its recovery codes. */
export function AuthenticatorCard({ authenticator, home, onSetUp, onRemove, onNewCodes }: Props) {
  const { t } = useTranslation()
  const format = useFormat(useTimeZone())
  const icon = <Smartphone size={16} aria-hidden />
  const title = t('me.security.authenticator.title')
  if (!authenticator)
    return (
      <SecurityCard
        icon={icon}
        title={title}
        state={t('me.security.authenticator.none')}
        actions={
          <Button kind="primary" onPress={onSetUp}>
            {t('me.security.authenticator.set-up')}
          </Button>
        }
      />
    )
  const { since, recoveryCodesLeft: count } = authenticator
  const few = count <= fewCodes
  return (
    <SecurityCard
      icon={icon}
      title={title}
      badge={<Badge tone="green">{t('me.security.authenticator.on')}</Badge>}
      state={t('me.security.authenticator.since', { date: format.date(since) })}
      actions={
        <>
          <Button onPress={onSetUp}>{t('me.security.authenticator.replace')}</Button>
          <Button onPress={onRemove}>{t('me.security.authenticator.remove')}</Button>
        </>
      }
    >
      <div className={styles.line}>
        <p className={cx(few && styles.warn)}>
          {few && <TriangleAlert size={14} className={cx(styles.inline)} aria-hidden />}
          {t('me.security.authenticator.codes', { count })}
          {few &&
            ` ${t(`me.security.authenticator.few-codes.${home.organizationName ? 'home' : 'no-home'}`, { name: home.organizationName })}`}
        </p>
        <Button size="small" onPress={onNewCodes}>
          {t('me.security.authenticator.new-codes')}
        </Button>
      </div>
    </SecurityCard>
  )
}
