import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { toast } from '#web/ui/toast.tsx'
import { keepUser } from './use-user.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import { nameOf } from './user-words.tsx'

interface Props {
  user: User
  /** They are not in the table any more. */
  onGone: () => void
}

/** Whether somebody may come in: invitation, suspension, removal. */
export function UserActions({ user, onGone }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'suspend' | 'revoke' | 'remove' | null>(null)
  const own = useSession().member.id === user.id
  const touch = useUserRefusal()(user)
  const maySuspend = useRefusal('suspendUser')
  const mayRemove = useRefusal('removeUser')
  const mayInvite = useRefusal('resendInvitation')
  const verbs = useVerbs(user, { onEnd: () => setAsking(null), onGone })
  const name = nameOf(user)
  const invited = user.status === 'invited'
  // Someone new who was added has a link to set a first password instead of an invitation.
  const waits = invited || (user.status === 'registering' && !user.lastVisitedAt)
  const refusedSuspend = maySuspend ?? (own ? t('users.refusals.suspend-self') : touch)
  const refusedRemove = mayRemove ?? (own ? t('users.refusals.remove-self') : touch)
  return (
    <>
      {waits && (
        <Button
          isPending={verbs.resend.isPending}
          disabledReason={mayInvite ?? touch}
          onPress={() => verbs.resend.mutate()}
        >
          {t('users.resend')}
        </Button>
      )}
      {invited && (
        <Button disabledReason={mayInvite ?? touch} onPress={() => setAsking('revoke')}>
          {t('users.revoke')}
        </Button>
      )}
      {user.status === 'suspended' && (
        <Button
          isPending={verbs.restore.isPending}
          disabledReason={refusedSuspend}
          onPress={() => verbs.restore.mutate()}
        >
          {t('users.restore')}
        </Button>
      )}
      {(user.status === 'active' || user.status === 'registering') && (
        <Button disabledReason={refusedSuspend} onPress={() => setAsking('suspend')}>
          {t('users.suspend')}
        </Button>
      )}
      {!invited && (
        <Button disabledReason={refusedRemove} onPress={() => setAsking('remove')}>
          {t('users.remove')}
        </Button>
      )}
      <ConfirmDialog
        title={t('users.suspend-question', { name })}
        confirm={t('users.suspend-confirm')}
        danger
        isOpen={asking === 'suspend'}
        isPending={verbs.suspend.isPending}
        onConfirm={() => verbs.suspend.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('users.suspend-warning')}
      </ConfirmDialog>
      <ConfirmDialog
        title={t('users.revoke-question', { email: user.email })}
        confirm={t('users.revoke-confirm')}
        danger
        isOpen={asking === 'revoke'}
        isPending={verbs.revoke.isPending}
        onConfirm={() => verbs.revoke.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('users.revoke-warning')}
      </ConfirmDialog>
      <ConfirmDialog
        title={t('users.remove-question', { name })}
        confirm={t('users.remove-confirm')}
        danger
        isOpen={asking === 'remove'}
        isPending={verbs.remove.isPending}
        onConfirm={() => verbs.remove.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('users.remove-warning')}
      </ConfirmDialog>
    </>
  )
}

/** Each of them with what is said afterwards. */
function useVerbs(user: User, { onEnd, onGone }: { onEnd: () => void; onGone: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const name = nameOf(user)
  const params = { memberId: user.id }
  const onError = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
    onEnd()
  }
  const leave = (text: string, description?: string) => {
    onEnd()
    toast({ text, description })
    onGone()
    void refresh('listUsers', 'listRoles', 'listHubs')
  }
  return {
    suspend: useMutation({
      mutationFn: () => client.suspendUser({ params }),
      onSuccess: (saved) => {
        keepUser(saved)
        void refresh('listUserSessions')
        onEnd()
        toast({ text: t('users.suspended', { name }), description: t('users.suspended-next') })
      },
      onError,
    }),
    restore: useMutation({
      mutationFn: () => client.restoreUser({ params }),
      onSuccess: (saved) => {
        keepUser(saved)
        toast(t('users.restored', { name }))
      },
      onError,
    }),
    resend: useMutation({
      mutationFn: () => client.resendInvitation({ params }),
      onSuccess: () => {
        void refresh('getUser', 'listUsers')
        toast(t('users.resent', { email: user.email }))
      },
      onError,
    }),
    revoke: useMutation({
      mutationFn: () => client.revokeInvitation({ params }),
      onSuccess: () => leave(t('users.revoked', { email: user.email })),
      onError,
    }),
    remove: useMutation({
      mutationFn: () => client.removeUser({ params }),
      onSuccess: () => leave(t('users.removed', { name }), t('users.removed-next')),
      onError,
    }),
  }
}
