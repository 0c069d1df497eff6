import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Role } from '#api/roles.ts'
import { query } from '#web/api.ts'
import { type Session, useRefusal } from './session.ts'

/** Whether a role holds anything that one does not hold oneself, freedom from a restriction included (RP5). */
export const holdsBeyond = (
  { role, permissions, restrictions }: Session,
  theirs: Pick<Role, 'permissions' | 'restrictions'>,
): boolean =>
  restrictions.some((restriction) => !theirs.restrictions.includes(restriction)) ||
  (role.template !== 'owner' &&
    theirs.permissions.some((permission) => !permissions.includes(permission)))

/** All roles; undefined while they load, and for somebody who may not see them. */
export function useRoles(): readonly Role[] | undefined {
  const refusal = useRefusal('listRoles')
  return useQuery({ ...query('listRoles'), enabled: refusal === null }).data?.items
}

/** A role's name in the language on screen: default ones are translated. */
export function useRoleName(): (role: Pick<Role, 'name' | 'template'>) => string {
  const { t } = useTranslation()
  return ({ name, template }) => (template ? t(`roles.templates.${template}`) : name)
}
