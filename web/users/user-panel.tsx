import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, queries, query, refresh } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import { useProblemText } from '#web/ui/problem-text.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { AddUserDialog } from './add-user-dialog.tsx'
import { HubChoice } from './hub-choice.tsx'
import { RoleChoice } from './role-choice.tsx'
import { SigningIn } from './signing-in.tsx'
import { useUserRefusal } from './use-user-refusal.ts'
import styles from './user-panel.module.css'
import { nameOf, UserStatus } from './user-words.tsx'

/** What stands over the user table: one user, or (`/new`) the dialog that adds one. */
export function UserPanel() {
  const { userId = '' } = useParams({ strict: false })
  const { slug } = useSession().organization
  const { go, withQuery } = useGo()
  const close = () => go(withQuery(paths.users(slug)))
  return userId === 'new' ? (
    <AddUserDialog onClose={close} />
  ) : (
    <OneUser userId={userId} onClose={close} />
  )
}

function OneUser({ userId, onClose }: { userId: string; onClose: () => void }) {
  const { t } = useTranslation()
  const user = useQuery(query('getUser', { params: { memberId: userId } }))
  if (user.error)
    return (
      <Panel title={t('users.one')} onClose={onClose}>
        <ErrorState error={user.error} retry={() => void user.refetch()} />
      </Panel>
    )
  if (!user.data)
    return (
      <Panel title={t('users.one')} onClose={onClose}>
        <FormSkeleton label={t('users.one')} />
      </Panel>
    )
  const { data } = user
  return (
    <Panel
      title={nameOf(data)}
      lead={data.email}
      picture={<Avatar id={data.id} name={nameOf(data)} size={40} />}
      onClose={onClose}
    >
      <UserFacts user={data} />
      <UserForm user={data} />
      <Access user={data} onGone={onClose} />
      <SigningIn user={data} />
    </Panel>
  )
}

function UserFacts({ user }: { user: User }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Facts
      facts={[
        { name: t('users.status-title'), value: <UserStatus status={user.status} /> },
        ...(user.invitationExpiresAt
          ? [{ name: t('users.expires'), value: format.dateTime(user.invitationExpiresAt) }]
          : []),
        {
          name: t('users.visited'),
          value: user.lastVisitedAt ? <RelativeTime time={user.lastVisitedAt} /> : t('users.never'),
        },
        { name: t('users.source'), value: t(`users.sources.${user.source}`) },
        ...(user.title ? [{ name: t('users.title'), value: user.title }] : []),
        ...(user.phone ? [{ name: t('users.phone'), value: user.phone }] : []),
      ]}
    />
  )
}

/** Shows at once what the server answered, and fetches the lists anew. */
function keep(user: User) {
  queries.setQueryData(query('getUser', { params: { memberId: user.id } }).queryKey, user)
  void refresh('listUsers', 'listRoles', 'listHubs')
}

type Fields = Pick<User, 'firstName' | 'lastName' | 'hubs'> & { roleId: string }

function UserForm({ user }: { user: User }) {
  const { t } = useTranslation()
  const own = useSession().member.id === user.id
  const mayEdit = useRefusal('updateUser')
  const mayTouch = useUserRefusal()(user)
  const refusal = mayEdit ?? mayTouch
  const draft = useDraft<Fields>({
    firstName: user.firstName,
    lastName: user.lastName,
    roleId: user.role.id,
    hubs: user.hubs,
  })
  const { value, change, changes } = draft
  const save = useMutation({
    mutationFn: () => {
      const { hubs, ...rest } = changes
      return client.updateUser({
        params: { memberId: user.id },
        body: { ...rest, ...(hubs && { hubIds: hubs.map(({ id }) => id) }) },
      })
    },
    onSuccess: (saved) => {
      keep(saved)
      draft.reset()
      if (own) void refresh('getSession', 'listMyHubs')
      toast(t('users.saved', { name: nameOf(saved) }))
    },
  })
  const disabled = refusal !== null
  return (
    <Form
      error={save.error}
      isPending={save.isPending}
      dirty={draft.dirty}
      onSubmit={() => save.mutate()}
    >
      <FormRow>
        <TextField
          label={t('users.first-name')}
          name="firstName"
          autoComplete="off"
          maxLength={100}
          isDisabled={disabled}
          value={value.firstName}
          onChange={(firstName) => change({ firstName })}
        />
        <TextField
          label={t('users.last-name')}
          name="lastName"
          autoComplete="off"
          maxLength={100}
          isDisabled={disabled}
          value={value.lastName}
          onChange={(lastName) => change({ lastName })}
        />
      </FormRow>
      <RoleChoice
        current={user.role}
        value={value.roleId}
        onChange={(roleId) => change({ roleId })}
        disabled={disabled || own}
        help={own ? t('users.refusals.own-role') : undefined}
      />
      <HubChoice hubs={value.hubs} onChange={(hubs) => change({ hubs })} disabled={disabled} />
      <FormActions>
        <SubmitButton disabledReason={refusal} />
      </FormActions>
    </Form>
  )
}

/** Whether somebody may come in: invitation, suspension. */
function Access({ user, onGone }: { user: User; onGone: () => void }) {
  const { t } = useTranslation()
  const say = useProblemText()
  const [asking, setAsking] = useState<'suspend' | 'revoke' | null>(null)
  const own = useSession().member.id === user.id
  const touch = useUserRefusal()(user)
  const maySuspend = useRefusal('suspendUser')
  const mayInvite = useRefusal('resendInvitation')
  const name = nameOf(user)
  const params = { memberId: user.id }
  const fail = (error: Error) => {
    const { title, detail } = say(error)
    toast({ text: title, description: detail, tone: 'error' })
    setAsking(null)
  }
  const suspend = useMutation({
    mutationFn: () => client.suspendUser({ params }),
    onSuccess: (saved) => {
      keep(saved)
      setAsking(null)
      toast({ text: t('users.suspended', { name }), description: t('users.suspended-next') })
    },
    onError: fail,
  })
  const restore = useMutation({
    mutationFn: () => client.restoreUser({ params }),
    onSuccess: (saved) => {
      keep(saved)
      toast(t('users.restored', { name }))
    },
    onError: fail,
  })
  const resend = useMutation({
    mutationFn: () => client.resendInvitation({ params }),
    onSuccess: () => {
      void refresh('getUser', 'listUsers')
      toast(t('users.resent', { email: user.email }))
    },
    onError: fail,
  })
  const revoke = useMutation({
    mutationFn: () => client.revokeInvitation({ params }),
    onSuccess: () => {
      void refresh('listUsers', 'listRoles', 'listHubs')
      toast(t('users.revoked', { email: user.email }))
      onGone()
    },
    onError: fail,
  })
  const invited = user.status === 'invited'
  // Someone new who was added has a link to set a first password instead of an invitation.
  const waits = invited || (user.status === 'registering' && !user.lastVisitedAt)
  const ownRefusal = own ? t('users.refusals.suspend-self') : null
  return (
    <PanelSection title={t('users.access')}>
      {waits && (
        <div className={styles.line}>
          <p>{t(invited ? 'users.invited-text' : 'users.registering-text')}</p>
          <div className={styles.buttons}>
            <Button
              isPending={resend.isPending}
              disabledReason={mayInvite ?? touch}
              onPress={() => resend.mutate()}
            >
              {t('users.resend')}
            </Button>
            {invited && (
              <Button disabledReason={mayInvite ?? touch} onPress={() => setAsking('revoke')}>
                {t('users.revoke')}
              </Button>
            )}
          </div>
        </div>
      )}
      {!invited && (
        <div className={styles.line}>
          <p>{t(user.status === 'suspended' ? 'users.suspended-text' : 'users.suspend-text')}</p>
          <div className={styles.buttons}>
            {user.status === 'suspended' ? (
              <Button
                isPending={restore.isPending}
                disabledReason={maySuspend ?? ownRefusal ?? touch}
                onPress={() => restore.mutate()}
              >
                {t('users.restore')}
              </Button>
            ) : (
              <Button
                disabledReason={maySuspend ?? ownRefusal ?? touch}
                onPress={() => setAsking('suspend')}
              >
                {t('users.suspend')}
              </Button>
            )}
          </div>
        </div>
      )}
      <ConfirmDialog
        title={t('users.suspend-question', { name })}
        confirm={t('users.suspend-confirm')}
        danger
        isOpen={asking === 'suspend'}
        isPending={suspend.isPending}
        onConfirm={() => suspend.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('users.suspend-warning')}
      </ConfirmDialog>
      <ConfirmDialog
        title={t('users.revoke-question', { email: user.email })}
        confirm={t('users.revoke-confirm')}
        danger
        isOpen={asking === 'revoke'}
        isPending={revoke.isPending}
        onConfirm={() => revoke.mutate()}
        onClose={() => setAsking(null)}
      >
        {t('users.revoke-warning')}
      </ConfirmDialog>
    </PanelSection>
  )
}
