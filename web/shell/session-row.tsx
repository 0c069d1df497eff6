import { Monitor, Smartphone, Terminal } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '#web/ui/format.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { deviceOf } from './device.ts'
import styles from './session-row.module.css'
import { useDeviceWords } from './use-device-words.ts'

interface Props {
  session: {
    createdAt: string
    lastSeenAt: string
    ip: string | null
    userAgent: string | null
    transport: 'cookie' | 'bearer'
  }
  /** Beside the device: a badge. */
  badge?: ReactNode
  /** At the end: the button that ends it. */
  children?: ReactNode
}

/** Rows of sessions in a flush card. */
export const SessionList = ({ children }: { children: ReactNode }) => (
  <ul className={styles.list}>{children}</ul>
)

/** Where somebody is signed in: device, address, since when. */
export function SessionRow({ session, badge, children }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { phone } = deviceOf(session.userAgent)
  const api = session.transport === 'bearer'
  const Icon = api ? Terminal : phone ? Smartphone : Monitor
  const device = useDeviceWords()(session.userAgent, api)
  return (
    <li className={styles.session}>
      <span className={styles.icon}>
        <Icon size={16} aria-hidden />
      </span>
      <div className={styles.words}>
        <p className={styles.device}>
          {device}
          {badge}
        </p>
        <p className={styles.place}>
          {session.ip ?? t('me.sessions.no-ip')} · {t('me.sessions.seen')}{' '}
          <RelativeTime time={session.lastSeenAt} /> ·{' '}
          {t('me.sessions.since', { time: format.dateTime(session.createdAt) })}
        </p>
      </div>
      {children}
    </li>
  )
}
