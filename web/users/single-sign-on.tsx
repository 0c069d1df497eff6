import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { Switch } from '#web/ui/switch.tsx'
import { toast } from '#web/ui/toast.tsx'
import { GuestDialog } from './guest-dialog.tsx'
import { signInOf } from './sign-in-of.ts'
import { useGuestRefusal } from './use-guest-refusal.ts'
import { useSingleSignOn } from './use-single-sign-on.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import styles from './user-page.module.css'
import { nameOf } from './user-words.tsx'

type Linked = User['connections'][number]

/** Guest account or not, and the accounts at identity providers that lead to this user; nothing where there are none. */
export function SingleSignOn({ user }: { user: User }) {
  const { t } = useTranslation()
  const { demanded, used } = useSingleSignOn()
  const [asking, setAsking] = useState<boolean | null>(null)
  const [unlinking, setUnlinking] = useState<Linked | null>(null)
  const refusal = useGuestRefusal()(user)
  if (!used && !user.guest && user.connections.length === 0) return null
  const waits = signInOf(user, demanded) === 'single-sign-on' && user.connections.length === 0
  return (
    <div className={styles.sso}>
      {user.connections.map((connection) => (
        <LinkedAccount
          key={connection.id}
          user={user}
          connection={connection}
          onUnlink={() => setUnlinking(connection)}
        />
      ))}
      {waits && (
        <p className={styles.words}>
          <Badge tone="amber">{t('users.not-linked')}</Badge> {t('users.not-linked-text')}
        </p>
      )}
      <Switch
        spread
        isSelected={user.guest}
        isDisabled={refusal !== null}
        description={refusal ?? t('users.guests.text')}
        onChange={setAsking}
      >
        {t('users.guests.one')}
      </Switch>
      <GuestDialog user={user} guest={asking} onClose={() => setAsking(null)} />
      <UnlinkDialog user={user} connection={unlinking} onClose={() => setUnlinking(null)} />
    </div>
  )
}

interface LinkedProps {
  user: User
  connection: Linked
  onUnlink: () => void
}

function LinkedAccount({ user, connection, onUnlink }: LinkedProps) {
  const { t } = useTranslation()
  const mayUnlink = useRefusal('unlinkUser')
  const touch = useUserRefusal()(user)
  return (
    <div className={styles.linked}>
      <p>{t('users.linked', { connection: connection.name })}</p>
      <Button size="small" disabledReason={mayUnlink ?? touch} onPress={onUnlink}>
        {t('users.unlink')}
      </Button>
    </div>
  )
}

interface UnlinkProps {
  user: User
  /** Null: nothing is asked. */
  connection: Linked | null
  onClose: () => void
}

function UnlinkDialog({ user, connection, onClose }: UnlinkProps) {
  const { t } = useTranslation()
  const say = useProblemText()
  const name = nameOf(user)
  const words = { name, connection: connection?.name ?? '' }
  const unlink = useMutation({
    mutationFn: (connectionId: Linked['id']) =>
      client.unlinkUser({ params: { memberId: user.id, connectionId } }),
    onSuccess: () => {
      void refresh('getUser', 'listUsers')
      toast({ text: t('users.unlinked', words), description: t('users.unlinked-next') })
      onClose()
    },
    onError: (error) => {
      const { title, detail } = say(error)
      toast({ text: title, description: detail, tone: 'error' })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      title={t('users.unlink-question', words)}
      confirm={t('users.unlink')}
      danger
      isOpen={connection !== null}
      isPending={unlink.isPending}
      onConfirm={() => connection && unlink.mutate(connection.id)}
      onClose={onClose}
    >
      {t('users.unlink-text')}
    </ConfirmDialog>
  )
}
