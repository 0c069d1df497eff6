import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { client, query, refresh, signOut } from '#web/api.ts'
import { useSession } from '#web/shell/session.ts'
import { SessionList, SessionRow } from '#web/shell/session-row.tsx'
import { useDeviceWords } from '#web/shell/use-device-words.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Page } from '#web/ui/page.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { SignOutEverywhere } from './sign-out-everywhere.tsx'

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
          <SessionList>
            {sessions.data.items.map((session) => (
              <Row key={session.id} session={session} onError={fail} />
            ))}
          </SessionList>
        </Card>
      ) : (
        <ListSkeleton rows={3} label={t('me.sessions.heading')} />
      )}
    </Page>
  )
}

function Row({ session, onError }: { session: Session; onError: (error: Error) => void }) {
  const { t } = useTranslation()
  const device = useDeviceWords()(session.userAgent, session.transport === 'bearer')
  const end = useMutation({
    mutationFn: () => client.endMySession({ params: { sessionId: session.id } }),
    onSuccess: () => toast(t('me.sessions.ended', { device })),
    onError,
    onSettled: () => refresh('listMySessions'),
  })
  return (
    <SessionRow
      session={session}
      badge={session.current && <Badge tone="green">{t('me.sessions.current')}</Badge>}
    >
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
    </SessionRow>
  )
}
