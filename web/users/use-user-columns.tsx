import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRoleName } from '#web/shell/roles.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import type { Column } from '#web/ui/table.tsx'
import { signInOf } from './sign-in-of.ts'
import { nameOf, UserStatus } from './user-words.tsx'
import styles from './users.module.css'

/** How wide a column is beside the others: however many are chosen, none vanishes. */
const shares: Record<string, number> = {
  name: 19,
  email: 19,
  title: 13,
  role: 11,
  hubs: 13,
  status: 14,
  'sign-in': 17,
  visited: 13,
  source: 14,
}
const shareOf = (id: string) => shares[id] ?? 13

const always = ['email', 'role', 'hubs', 'status', 'visited']

interface SignInSetting {
  /** Whether single sign-on is demanded; null: one may not know. */
  demanded: boolean | null
  /** Whether the column of it is among the usual ones. */
  shown: boolean
}

/** The columns of the user table (US1), and which of them the address wants: `?columns=email,role`. */
export function useUserColumns({ demanded, shown }: SignInSetting) {
  const { t } = useTranslation()
  const roleName = useRoleName()
  const address = useAddress()
  const usual = shown ? [...always.slice(0, 4), 'sign-in', ...always.slice(4)] : always
  const wanted = address.get('columns')?.split(',') ?? usual
  const all = useMemo(
    (): Column<User>[] => [
      {
        id: 'name',
        header: t('users.name'),
        title: true,
        cell: (user) => <Avatar id={user.id} name={nameOf(user)} size={24} named />,
      },
      { id: 'email', header: t('users.email'), cell: (user) => user.email },
      { id: 'title', header: t('users.title'), cell: (user) => user.title || '–' },
      { id: 'role', header: t('users.role'), cell: (user) => roleName(user.role) },
      { id: 'hubs', header: t('users.hubs'), cell: (user) => <Hubs hubs={user.hubs} /> },
      {
        id: 'status',
        header: t('users.status-title'),
        cell: (user) => <UserStatus status={user.status} />,
      },
      {
        id: 'sign-in',
        header: t('users.sign-in'),
        cell: (user) => <SignIn user={user} demanded={demanded} />,
      },
      {
        id: 'visited',
        header: t('users.visited'),
        cell: (user) =>
          user.lastVisitedAt ? <RelativeTime time={user.lastVisitedAt} /> : t('users.never'),
      },
      {
        id: 'source',
        header: t('users.source'),
        cell: (user) => t(`users.sources.${user.source}`),
      },
    ],
    [t, roleName, demanded],
  )
  const chosen = all.filter(({ id, title }) => title || wanted.includes(id))
  const whole = chosen.reduce((sum, { id }) => sum + shareOf(id), 0)
  return {
    all,
    shown: chosen.map((column) => ({
      ...column,
      width: `${(shareOf(column.id) / whole) * 100}%`,
    })),
    show: (ids: Set<string>) => {
      const next = all.filter(({ id, title }) => !title && ids.has(id)).map(({ id }) => id)
      const same = next.join() === usual.join()
      address.set({ columns: same ? null : next.join(',') || 'name' })
    },
  }
}

function SignIn({ user, demanded }: { user: User; demanded: boolean | null }) {
  const { t } = useTranslation()
  const signIn = signInOf(user, demanded)
  const waits = signIn === 'single-sign-on' && user.connections.length === 0
  if (waits) return <StatusDot tone="amber">{t('users.not-linked')}</StatusDot>
  const names = user.connections.map(({ name }) => name).join(', ')
  return <span title={names || undefined}>{t(`users.sign-ins.${signIn}`)}</span>
}

function Hubs({ hubs }: { hubs: User['hubs'] }) {
  const { t } = useTranslation()
  const [first, second] = hubs
  if (!first) return <>{t('users.no-hubs')}</>
  if (!second) return <>{first.name}</>
  return (
    <span title={hubs.map(({ name }) => name).join(', ')} className={styles.hubs}>
      <span className={styles.hub}>{first.name}</span>
      <Badge>{t('users.more-hubs', { count: hubs.length - 1 })}</Badge>
    </span>
  )
}
