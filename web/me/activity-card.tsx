import {
  AtSign,
  CircleAlert,
  House,
  KeyRound,
  Lock,
  LockOpen,
  LogIn,
  type LucideIcon,
  RotateCcw,
  ScrollText,
  ShieldAlert,
  ShieldCheck,
  ShieldOff,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { IdentityEvent } from '#api/authenticators.ts'
import { useDeviceWords } from '#web/shell/use-device-words.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { Card } from '#web/ui/card.tsx'
import { cx } from '#web/ui/cx.ts'
import { Link } from '#web/ui/link.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import styles from './security.module.css'
import type { Security } from './security-card.tsx'

const signs: Record<IdentityEvent, LucideIcon> = {
  'signed-in': LogIn,
  'sign-in-failed': CircleAlert,
  locked: Lock,
  unlocked: LockOpen,
  'password-changed': KeyRound,
  'password-reset': KeyRound,
  'authenticator-added': ShieldCheck,
  'authenticator-removed': ShieldOff,
  'recovery-code-used': ScrollText,
  'recovery-codes-replaced': ScrollText,
  'email-changed': AtSign,
  'email-change-undone': RotateCcw,
  'home-named': House,
  'deletion-requested': Trash2,
  'deletion-undone': RotateCcw,
  'sso-not-believed': ShieldAlert,
}

const alarming: readonly IdentityEvent[] = ['sign-in-failed', 'locked', 'sso-not-believed']
const fewest = 8

/** What happened to this identity lately, newest first, so that its owner sees what was not them. */
export function ActivityCard({ events }: Pick<Security, 'events'>) {
  const { t } = useTranslation()
  const device = useDeviceWords()
  const timeZone = useTimeZone()
  const [all, setAll] = useState(false)
  const shown = all ? events : events.slice(0, fewest)
  return (
    <Card title={t('me.security.activity.title')} lead={t('me.security.activity.lead')} flush>
      {events.length === 0 ? (
        <p className={styles.none}>{t('me.security.activity.none')}</p>
      ) : (
        <ul>
          {shown.map(({ event, at, ip, userAgent }) => {
            const Sign = signs[event]
            return (
              <li key={`${at} ${event}`} className={styles.event}>
                <span className={cx(styles.sign, alarming.includes(event) && styles.bad)}>
                  <Sign size={16} strokeWidth={1.5} aria-hidden />
                </span>
                <span className={styles.happened}>{t(`me.security.events.${event}`)}</span>
                <span className={styles.from}>
                  {[userAgent && device(userAgent), ip].filter(Boolean).join(' · ')}
                </span>
                <span className={styles.when}>
                  <RelativeTime time={at} timeZone={timeZone} />
                </span>
              </li>
            )
          })}
        </ul>
      )}
      {events.length > shown.length && (
        <p className={styles.all}>
          <Link onPress={() => setAll(true)}>
            {t('me.security.activity.all', { count: events.length })}
          </Link>
        </p>
      )}
    </Card>
  )
}
