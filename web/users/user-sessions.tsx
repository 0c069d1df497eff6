import { useMutation, useQuery } from '@tanstack/react-query'
import { MonitorOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, query, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { SessionList, SessionRow } from '#web/shell/session-row.tsx'
import { Button } from '#web/ui/button.tsx'
import { Card } from '#web/ui/card.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { toast } from '#web/ui/toast.tsx'
import { useUser } from './use-user.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import { nameOf } from './user-words.tsx'

/** Where a member is signed in to this organization; of others nothing is told (PR4). */
export function UserSessions() {
  const { t } = useTranslation()
  const user = useUser()
  const { name } = useSession().organization
  const sessions = useQuery(query('listUserSessions', { params: { memberId: user.id } }))
  const items = sessions.data?.items
  if (sessions.error && !items)
    return <ErrorState error={sessions.error} retry={() => void sessions.refetch()} />
  if (!items) return <ListSkeleton rows={3} label={t('users.tabs.sessions')} />
  if (items.length === 0)
    return (
      <EmptyState icon={<MonitorOff size={20} />} title={t('users.sessions.none')}>
        {t('users.sessions.none-text', { name })}
      </EmptyState>
    )
  return (
    <Card
      title={t('users.sessions.title', { name })}
      lead={t('users.sessions.lead')}
      action={<EndAll />}
      flush
    >
      <SessionList>
        {items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </SessionList>
    </Card>
  )
}

function EndAll() {
  const { t } = useTranslation()
  const say = useProblemText()
  const user = useUser()
  const name = nameOf(user)
  const [asking, setAsking] = useState(false)
  const own = useSession().member.id === user.id
  const mayEnd = useRefusal('endUserSessions')
  const touch = useUserRefusal()(user)
  const end = useMutation({
    mutationFn: () => client.endUserSessions({ params: { memberId: user.id } }),
    onSuccess: () => {
      void refresh('listUserSessions', 'listAuditEvents')
      toast(t('users.sessions.ended', { name }))
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
    },
    onSettled: () => setAsking(false),
  })
  return (
    <>
      <Button
        size="small"
        disabledReason={mayEnd ?? (own ? t('users.sessions.yourself') : touch)}
        onPress={() => setAsking(true)}
      >
        {t('users.sessions.end')}
      </Button>
      <ConfirmDialog
        title={t('users.sessions.question', { name })}
        confirm={t('users.sessions.end')}
        danger
        isOpen={asking}
        isPending={end.isPending}
        onConfirm={() => end.mutate()}
        onClose={() => setAsking(false)}
      >
        {t('users.sessions.warning')}
      </ConfirmDialog>
    </>
  )
}
