import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, refresh } from '#web/api.ts'
import { useRefusal } from '#web/shell/session.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, FormRow, SubmitButton } from '#web/ui/form.tsx'
import { RadioGroup } from '#web/ui/radio-group.tsx'
import { TextField } from '#web/ui/text-field.tsx'
import { toast } from '#web/ui/toast.tsx'
import { HubChoice } from './hub-choice.tsx'
import { RoleChoice } from './role-choice.tsx'

const empty = { email: '', firstName: '', lastName: '', roleId: null as string | null }

/** One dialog, two ways in: added by an administrator (US3), or invited and asked (US5). */
export function AddUserDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [mode, setMode] = useState<'add' | 'invite'>('add')
  const [person, setPerson] = useState(empty)
  const [hubs, setHubs] = useState<User['hubs']>([])
  // One key a dialog: pressing twice, or again after a lost answer, makes one user.
  const [idempotencyKey, setKey] = useState(() => crypto.randomUUID())
  const refusal = useRefusal('addUser')
  const change = (patch: Partial<typeof empty>) => {
    setPerson({ ...person, ...patch })
    setKey(crypto.randomUUID())
  }
  const save = useMutation({
    mutationFn: (roleId: string) => {
      const { email, firstName, lastName } = person
      const body = {
        email,
        roleId,
        hubIds: hubs.map(({ id }) => id),
        ...(firstName.trim() && { firstName }),
        ...(lastName.trim() && { lastName }),
      }
      return mode === 'add'
        ? client.addUser({ body, idempotencyKey })
        : client.inviteUser({ body, idempotencyKey })
    },
    onSuccess: ({ email }) => {
      void refresh('listUsers', 'listRoles', 'listHubs')
      toast({
        text: t(`users.modes.${mode}.done`, { email }),
        description: t(`users.modes.${mode}.next`),
      })
      onClose()
    },
  })
  return (
    <Dialog title={t('users.add')} isOpen onClose={onClose}>
      <Form
        error={save.error}
        isPending={save.isPending}
        onSubmit={() => person.roleId && save.mutate(person.roleId)}
      >
        <RadioGroup
          label={t('users.mode')}
          hideLabel
          cards
          choices={(['add', 'invite'] as const).map((id) => ({
            id,
            label: t(`users.modes.${id}.label`),
            description: t(`users.modes.${id}.text`),
          }))}
          value={mode}
          onChange={setMode}
        />
        <TextField
          label={t('users.email')}
          name="email"
          type="email"
          inputMode="email"
          autoComplete="off"
          autoFocus
          isRequired
          maxLength={254}
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
        <RoleChoice value={person.roleId} onChange={(roleId) => change({ roleId })} />
        <HubChoice
          hubs={hubs}
          onChange={(next) => {
            setHubs(next)
            setKey(crypto.randomUUID())
          }}
        />
        <FormActions>
          <SubmitButton disabledReason={refusal}>{t(`users.modes.${mode}.submit`)}</SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}
