import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import type { Tone } from '#web/ui/badge.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'

const tones: Record<User['status'], Tone> = {
  active: 'green',
  invited: 'blue',
  registering: 'amber',
  suspended: 'red',
}

/** A person's name, or the e-mail as long as there is none. */
export const nameOf = ({
  firstName,
  lastName,
  email,
}: Pick<User, 'firstName' | 'lastName' | 'email'>) =>
  [firstName, lastName].filter(Boolean).join(' ') || email

export function UserStatus({ status }: { status: User['status'] }) {
  const { t } = useTranslation()
  return <StatusDot tone={tones[status]}>{t(`users.status.${status}`)}</StatusDot>
}
