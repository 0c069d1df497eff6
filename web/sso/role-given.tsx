import { useTranslation } from 'react-i18next'
import type { RoleId } from '#api/common.ts'
import { holdsBeyond, useRoleName, useRoles } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Select } from '#web/ui/select.tsx'

interface Props {
  label: string
  name: string
  help?: string
  hideLabel?: boolean
  /** "The lowest default role" is a choice, and what null means. */
  lowest?: boolean
  isDisabled: boolean
  value: RoleId | null
  onChange: (roleId: RoleId | null) => void
}

/** A role that a provider gives: one of those that one may give oneself, and never Owner (RP5, US9). */
export function RoleGiven({ lowest = false, value, onChange, isDisabled, ...props }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const roles = useRoles()
  const roleName = useRoleName()
  const choices = (roles ?? [])
    .filter(
      (role) => role.id === value || (role.template !== 'owner' && !holdsBeyond(session, role)),
    )
    .map((role) => ({ id: role.id as string, label: roleName(role) }))
  const lowestChoice = {
    id: 'lowest',
    label: t('sso.people.lowest', { role: t('roles.templates.field_user') }),
  }
  return (
    <Select
      {...props}
      {...(!lowest && { isRequired: true })}
      // Behind glass, or where roles cannot be seen, nothing can be chosen among them.
      isDisabled={isDisabled || !roles}
      choices={lowest ? [lowestChoice, ...choices] : choices}
      value={value ?? (lowest ? 'lowest' : null)}
      onChange={(id) => onChange(roles?.find((role) => role.id === id)?.id ?? null)}
    />
  )
}
