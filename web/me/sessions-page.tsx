import { useMutation, useQuery } from '@tanstack/react-query'
import { Monitor, Smartphone, Terminal } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { client, query, refresh, signOut } from '#web/api.ts'
import { useSession } from '#web/shell/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { deviceOf } from './device.ts'
import styles from './sessions-page.module.css'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'
import { useDeviceWords } from './use-device-words.ts'

type Session = Awaited<ReturnType<Client['listMySessions']>>['items'][number]

/** Where one is signed in to this organization, and the way out of each (LG9). */
export function SessionsPage() {
  const { t } = useTranslation()
  const say = useProblemText()
  const { name } = useSession().organization
  const sessions = useQuery(query('listMySessions'))
  const fail = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
  }
  return (
    <Page
      title={t('me.sessions.heading')}
      lead={t('me.sessions.lead', { name })}
      width="narrow"
      action={<SignOutEverywhere />}
    >
      {sessions.error ? (
        <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />
      ) : sessions.data ? (
        <Card flush>
          <ul className={styles.list}>
            {sessions.data.items.map((session) => (
              <Row key={session.id} session={session} onError={fail} />
            ))}
          </ul>
        </Card>
      ) : (
        <ListSkeleton rows={3} label={t('me.sessions.heading')} />
      )}
    </Page>
  )
}

function Row({ session, onError }: { session: Session; onError: (error: Error) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { phone } = deviceOf(session.userAgent)
  const api = session.transport === 'bearer'
  const Icon = api ? Terminal : phone ? Smartphone : Monitor
  const device = useDeviceWords()(session.userAgent, api)
  const end = useMutation({
    mutationFn: () => client.endMySession({ params: { sessionId: session.id } }),
    onSuccess: () => toast(t('me.sessions.ended', { device })),
    onError,
    onSettled: () => refresh('listMySessions'),
  })
  return (
    <li className={styles.session}>
      <span className={styles.icon}>
        <Icon size={16} aria-hidden />
      </span>
      <div className={styles.words}>
        <p className={styles.device}>
          {device}
          {session.current && <Badge tone="green">{t('me.sessions.current')}</Badge>}
        </p>
        <p className={styles.place}>
          {session.ip ?? t('me.sessions.no-ip')} · {t('me.sessions.seen')}{' '}
          <RelativeTime time={session.lastSeenAt} /> ·{' '}
          {t('me.sessions.since', { time: format.dateTime(session.createdAt) })}
        </p>
      </div>
      {session.current ? (
        <Button size="small" onPress={() => void signOut()}>
          {t('shell.sign-out')}
        </Button>
      ) : (
        <Button
          size="small"
          isPending={end.isPending}
          aria-label={t('me.sessions.end-of', { device })}
          onPress={() => end.mutate()}
        >
          {t('me.sessions.end')}
        </Button>
      )}
    </li>
  )
}
