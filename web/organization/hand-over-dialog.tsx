import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { client, pictureUrl, query, refresh } from '#web/api.ts'
import { useRoleName, useRoles } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Button } from '#web/ui/button.tsx'
import { ComboBox } from '#web/ui/combo-box.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Form, FormActions, SubmitButton } from '#web/ui/form.tsx'
import { Select } from '#web/ui/select.tsx'
import { toast } from '#web/ui/toast.tsx'
import styles from './organization.module.css'

const nameOf = ({ firstName, lastName, email }: User) =>
  [firstName, lastName].filter(Boolean).join(' ') || email

/** Makes another active member an owner and gives oneself another role, in one step (OR3). */
export function HandOverDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const roleName = useRoleName()
  const roles = useRoles()?.filter(({ template }) => template !== 'owner') ?? []
  const { found, setTyped } = useActiveMembers()
  const [heir, setHeir] = useState<User | null>(null)
  const [chosenRole, setRole] = useState<string | null>(null)
  const role = roles.find(({ id }) => id === chosenRole) ?? roles[0]
  const missing = !heir || !role
  const handOver = useMutation({
    mutationFn: () =>
      client.handOverOwnership({
        body: { memberId: heir?.id ?? '', roleId: role?.id ?? '' },
      }),
    onSuccess: async () => {
      await refresh('getSession', 'listUsers', 'getUser', 'listRoles', 'listMyOrganizations')
      toast({
        text: t('organization.owners.handed-over', { name: heir ? nameOf(heir) : '' }),
        description: t('organization.owners.now-you', { role: role ? roleName(role) : '' }),
      })
      onClose()
    },
  })
  // Who was chosen stays among the choices, whatever is typed after.
  const people = heir && !found.some(({ id }) => id === heir.id) ? [heir, ...found] : found
  return (
    <Dialog
      title={t('organization.owners.hand-over')}
      lead={t('organization.owners.hand-over-lead', { name: organization.name })}
      isOpen
      onClose={onClose}
      size="small"
    >
      <Form
        error={handOver.error}
        isPending={handOver.isPending}
        leaveFreely
        onSubmit={() => !missing && handOver.mutate()}
      >
        <ComboBox
          label={t('organization.owners.to')}
          name="memberId"
          autoFocus
          help={t('organization.owners.to-help')}
          choices={people.map((person) => ({
            id: person.id,
            label: nameOf(person),
            description: [person.email, roleName(person.role)].join(' · '),
            icon: (
              <Avatar
                id={person.id}
                name={nameOf(person)}
                photoUrl={person.photoUrl && pictureUrl(person.photoUrl)}
                size={24}
              />
            ),
          }))}
          value={heir?.id ?? null}
          onSearch={setTyped}
          onChange={(id) => setHeir(people.find((person) => person.id === id) ?? null)}
        />
        <Select
          label={t('organization.owners.your-role')}
          name="roleId"
          choices={roles.map((one) => ({ id: one.id, label: roleName(one) }))}
          value={role?.id ?? null}
          onChange={setRole}
        />
        <ul className={styles.means}>
          <li>{t('organization.owners.means-role')}</li>
          <li>{t('organization.owners.means-back')}</li>
          <li>{t('organization.owners.means-mail')}</li>
        </ul>
        <FormActions>
          <SubmitButton disabledReason={missing ? t('organization.owners.missing') : null}>
            {t('organization.owners.confirm')}
          </SubmitButton>
          <Button onPress={onClose}>{t('ui.cancel')}</Button>
        </FormActions>
      </Form>
    </Dialog>
  )
}

/** The other active members, by part of a name or address; the server searches. */
function useActiveMembers() {
  const { member } = useSession()
  const [typed, setTyped] = useState('')
  const q = typed.trim().slice(0, 100) || undefined
  const { data } = useQuery({
    ...query('listUsers', { query: { q, status: 'active', limit: 30 } }),
    placeholderData: keepPreviousData,
  })
  return { found: data?.items.filter(({ id }) => id !== member.id) ?? [], setTyped }
}
