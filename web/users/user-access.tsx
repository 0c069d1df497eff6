import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { Form, FormActions, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { toast } from '#web/ui/toast.tsx'
import { HubChoice } from './hub-choice.tsx'
import { RoleChoice } from './role-choice.tsx'
import { SigningIn } from './signing-in.tsx'
import { keepUser, useUser } from './use-user.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import styles from './user-page.module.css'
import { nameOf } from './user-words.tsx'

/** What a member may do and where (RP2), and how they come in. */
export function UserAccess() {
  const user = useUser()
  return (
    <div className={styles.stack}>
      <RoleAndHubs user={user} />
      <SigningIn user={user} />
    </div>
  )
}

function RoleAndHubs({ user }: { user: User }) {
  const { t } = useTranslation()
  const own = useSession().member.id === user.id
  const mayEdit = useRefusal('updateUser')
  const mayTouch = useUserRefusal()(user)
  const refusal = mayEdit ?? mayTouch
  const draft = useDraft<{ roleId: string; hubs: User['hubs'] }>({
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
      keepUser(saved)
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
      <FormSection title={t('users.role-and-hubs')} lead={t('users.role-and-hubs-lead')}>
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
      </FormSection>
    </Form>
  )
}
