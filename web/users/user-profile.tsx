import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useDraft } from '#web/shell/use-draft.ts'
import { Facts } from '#web/ui/facts.tsx'
import { Form, FormActions, FormRow, FormSection, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { keepUser, useUser } from './use-user.ts'
import { useUserRefusal } from './use-user-refusal.ts'
import { nameOf } from './user-words.tsx'

/** Who a member is in this organization (PR1), and how they came in. */
export function UserProfile() {
  const { t } = useTranslation()
  const user = useUser()
  const own = useSession().member.id === user.id
  const mayEdit = useRefusal('updateUser')
  const mayTouch = useUserRefusal()(user)
  const refusal = mayEdit ?? mayTouch
  const { firstName, lastName, title, phone, employeeId } = user
  const draft = useDraft({ firstName, lastName, title, phone, employeeId: employeeId ?? '' })
  const { value, change, changes } = draft
  const save = useMutation({
    mutationFn: () => {
      const { employeeId, ...rest } = changes
      return client.updateUser({
        params: { memberId: user.id },
        body: {
          ...rest,
          ...(employeeId !== undefined && { employeeId: employeeId.trim() || null }),
        },
      })
    },
    onSuccess: (saved) => {
      keepUser(saved)
      draft.reset()
      if (own) void refresh('getSession', 'getMyProfile')
      toast(t('users.saved', { name: nameOf(saved) }))
    },
  })
  const disabled = refusal !== null
  return (
    <>
      <Form
        error={save.error}
        isPending={save.isPending}
        dirty={draft.dirty}
        onSubmit={() => save.mutate()}
      >
        <FormSection title={t('users.profile')} lead={t('users.profile-lead')}>
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
          <TextField
            label={t('users.title')}
            name="title"
            optional
            autoComplete="off"
            maxLength={100}
            isDisabled={disabled}
            value={value.title}
            onChange={(title) => change({ title })}
          />
          <FormRow>
            <TextField
              label={t('users.phone')}
              name="phone"
              type="tel"
              inputMode="tel"
              optional
              autoComplete="off"
              maxLength={32}
              isDisabled={disabled}
              value={value.phone}
              onChange={(phone) => change({ phone })}
            />
            <TextField
              label={t('users.employee-id')}
              name="employeeId"
              optional
              autoComplete="off"
              maxLength={64}
              isDisabled={disabled}
              value={value.employeeId}
              onChange={(employeeId) => change({ employeeId })}
            />
          </FormRow>
          <FormActions>
            <SubmitButton disabledReason={refusal} />
          </FormActions>
        </FormSection>
      </Form>
      <FormSection title={t('users.membership')} lead={t('users.membership-lead')}>
        <Membership user={user} />
      </FormSection>
    </>
  )
}

function Membership({ user }: { user: User }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Facts
      facts={[
        { name: t('users.email'), value: user.email },
        { name: t('users.source'), value: t(`users.sources.${user.source}`) },
        ...(user.addedBy ? [{ name: t('users.added-by'), value: user.addedBy }] : []),
        { name: t('users.added'), value: format.dateTime(user.createdAt) },
        ...(user.invitationExpiresAt
          ? [{ name: t('users.expires'), value: format.dateTime(user.invitationExpiresAt) }]
          : []),
        {
          name: t('users.visited'),
          value: user.lastVisitedAt ? <RelativeTime time={user.lastVisitedAt} /> : t('users.never'),
        },
      ]}
    />
  )
}
