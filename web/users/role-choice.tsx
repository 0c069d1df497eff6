import { useTranslation } from 'react-i18next'
import { holdsBeyond, useRoleName, useRoles } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Select } from '#web/ui/select.tsx'

interface Props {
  /** The role that somebody has already stays in the list, whatever it holds. */
  current?: {
    id: string
    name: string
    template: Parameters<ReturnType<typeof useRoleName>>[0]['template']
  }
  value: string | null
  onChange: (roleId: string) => void
  disabled?: boolean
  help?: string | undefined
}

/** One of the roles that one may give away (RP5, US9). */
export function RoleChoice({ current, value, onChange, disabled = false, help }: Props) {
  const { t } = useTranslation()
  const session = useSession()
  const roles = useRoles()
  const roleName = useRoleName()
  const given = (roles ?? []).filter(
    (role) =>
      role.id === current?.id ||
      (!holdsBeyond(session, role) &&
        (role.template !== 'owner' || session.role.template === 'owner')),
  )
  const held = (roles?.length ?? 0) > given.length
  const choices = current && !roles ? [current] : given
  return (
    <Select
      label={t('users.role')}
      name="roleId"
      isRequired
      isDisabled={disabled}
      help={help ?? (held ? t('users.roles-help') : undefined)}
      choices={choices.map((role) => ({ id: role.id, label: roleName(role) }))}
      value={value}
      onChange={onChange}
    />
  )
}
