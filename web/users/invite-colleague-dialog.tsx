import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client } from '#web/api.ts'
import { useSession } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { useFormat } from '#web/ui/format.ts'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'

/** A member invites a colleague, where the organization allows it (US6). Says the same of whomever: nothing of where else they are. */
export function InviteColleagueDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { name, timeZone } = useSession().organization
  const format = useFormat(timeZone)
  const [person, setPerson] = useState({ email: '', firstName: '', lastName: '' })
  // One key a dialog: pressing twice, or again after a lost answer, invites once.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const change = (patch: Partial<typeof person>) => {
    setPerson({ ...person, ...patch })
    setKey(crypto.randomUUID())
  }
  const invite = useMutation({
    mutationFn: () => {
      const { email, firstName, lastName } = person
      return client.inviteColleague({
        idempotencyKey,
        body: {
          email,
          ...(firstName.trim() && { firstName }),
          ...(lastName.trim() && { lastName }),
        },
      })
    },
    onSuccess: ({ email, expiresAt }) => {
      toast({
        text: t('users.modes.invite.done', { email }),
        description: t('colleagues.next', { time: format.date(expiresAt) }),
      })
      onClose()
    },
  })
  return (
    <Dialog
      title={t('colleagues.title')}
      lead={t('colleagues.lead', { name })}
      isOpen
      onClose={onClose}
    >
      <Form error={invite.error} isPending={invite.isPending} onSubmit={() => invite.mutate()}>
        <TextField
          label={t('users.email')}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          autoCapitalize="none"
          autoFocus
          isRequired
          maxLength={254}
          help={t('colleagues.known')}
          value={person.email}
          onChange={(email) => change({ email })}
        />
        <FormRow>
          <TextField
            label={t('users.first-name')}
            name="firstName"
            optional
            autoComplete="off"
            maxLength={100}
            value={person.firstName}
            onChange={(firstName) => change({ firstName })}
          />
          <TextField
            label={t('users.last-name')}
            name="lastName"
            optional
            autoComplete="off"
            maxLength={100}
            value={person.lastName}
            onChange={(lastName) => change({ lastName })}
          />
        </FormRow>
        <FormActions>
          <SubmitButton>{t('users.modes.invite.submit')}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
