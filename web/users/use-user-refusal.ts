import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { holdsBeyond, useRoles } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'

/** Why somebody cannot be changed by this member, by the rules that the server keeps (RP5, US9); null where they can. */
export function useUserRefusal(): (user: Pick<User, 'id' | 'role'>) => string | null {
  const session = useSession()
  const roles = useRoles()
  const { t } = useTranslation()
  return ({ role }) => {
    if (role.template === 'owner' && session.role.template !== 'owner')
      return t('users.refusals.owner')
    const held = roles?.find(({ id }) => id === role.id)
    return held && holdsBeyond(session, held) ? t('users.refusals.more') : null
  }
}
