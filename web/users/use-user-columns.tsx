import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '#api/members.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRoleName } from '#web/shell/roles.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import type { Column } from '#web/ui/table.tsx'
import { signInOf } from './sign-in-of.ts'
import { nameOf, UserStatus } from './user-words.tsx'
import styles from './users.module.css'

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
        width: '22%',
        cell: (user) => <Avatar id={user.id} name={nameOf(user)} size={24} named />,
      },
      { id: 'email', header: t('users.email'), width: '22%', cell: (user) => user.email },
      { id: 'title', header: t('users.title'), cell: (user) => user.title || '–' },
      { id: 'role', header: t('users.role'), width: '13%', cell: (user) => roleName(user.role) },
      { id: 'hubs', header: t('users.hubs'), cell: (user) => <Hubs hubs={user.hubs} /> },
      {
        id: 'status',
        header: t('users.status-title'),
        width: '112px',
        cell: (user) => <UserStatus status={user.status} />,
      },
      {
        id: 'sign-in',
        header: t('users.sign-in'),
        width: '132px',
        cell: (user) => <SignIn user={user} demanded={demanded} />,
      },
      {
        id: 'visited',
        header: t('users.visited'),
        width: '112px',
        cell: (user) =>
          user.lastVisitedAt ? <RelativeTime time={user.lastVisitedAt} /> : t('users.never'),
      },
      {
        id: 'source',
        header: t('users.source'),
        width: '110px',
        cell: (user) => t(`users.sources.${user.source}`),
      },
    ],
    [t, roleName, demanded],
  )
  return {
    all,
    shown: all.filter(({ id, title }) => title || wanted.includes(id)),
    show: (ids: Set<string>) => {
      const chosen = all.filter(({ id, title }) => !title && ids.has(id)).map(({ id }) => id)
      const same = chosen.join() === usual.join()
      address.set({ columns: same ? null : chosen.join(',') || 'name' })
    },
  }
}

function SignIn({ user, demanded }: { user: User; demanded: boolean | null }) {
  const { t } = useTranslation()
  const signIn = signInOf(user, demanded)
  const waits = signIn === 'single-sign-on' && user.connections.length === 0
  const names = user.connections.map(({ name }) => name).join(', ')
  return (
    <span title={waits ? t('users.not-linked') : names || undefined} className={styles.signIn}>
      {t(`users.sign-ins.${signIn}`)}
      {waits && <Badge tone="amber">{t('users.not-linked')}</Badge>}
    </span>
  )
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
