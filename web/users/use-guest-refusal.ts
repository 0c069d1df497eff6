import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { useUserRefusal } from './use-user-refusal.ts'

/** Why somebody’s guest account is not this member’s to decide on; null where it is. */
export function useGuestRefusal(): (user: Pick<User, 'id' | 'role'>) => string | null {
  const { t } = useTranslation()
  const { member } = useSession()
  const refusal = useRefusal('setGuests')
  const touch = useUserRefusal()
  return (user) =>
    refusal ?? (user.id === member.id ? t('users.guests.yourself') : null) ?? touch(user)
}
