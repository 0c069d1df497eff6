import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type User, type UserSort, userSorts } from '#api/members.ts'
import { pictureUrl } from '#web/api.ts'
import { useAddress } from '#web/shell/address.ts'
import { useRoleName } from '#web/shell/roles.ts'
import { firstPage } from '#web/shell/use-paging.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { useFormat } from '#web/ui/format.ts'
import { RelativeTime } from '#web/ui/relative-time.tsx'
import { StatusDot } from '#web/ui/status-dot.tsx'
import type { Column, Sort } from '#web/ui/table.tsx'
import { signInOf } from './sign-in-of.ts'
import { nameOf, UserStatus } from './user-words.tsx'
import styles from './users.module.css'

/** How wide a column is beside the others: however many are chosen, none vanishes. */
const shares: Record<string, number> = {
  name: 19,
  email: 19,
  status: 14,
  'sign-in': 17,
  source: 14,
  role: 11,
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
  const format = useFormat()
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
        sortable: true,
        cell: (user) => (
          <Avatar
            id={user.id}
            name={nameOf(user)}
            photoUrl={user.photoUrl && pictureUrl(user.photoUrl)}
            size={24}
            named
          />
        ),
      },
      {
        id: 'email',
        header: t('users.email'),
        sortable: true,
        cell: ({ email }) => <span title={email}>{email}</span>,
      },
      {
        id: 'employee-id',
        header: t('users.employee-id'),
        cell: (user) => user.employeeId ?? '–',
      },
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
        sortable: true,
        cell: (user) =>
          user.lastVisitedAt ? <RelativeTime time={user.lastVisitedAt} /> : t('users.never'),
      },
      {
        id: 'source',
        header: t('users.source'),
        cell: (user) => t(`users.sources.${user.source}`),
      },
      {
        id: 'added',
        header: t('users.added'),
        sortable: true,
        cell: ({ createdAt }) => (
          <time dateTime={createdAt} title={format.dateTime(createdAt)}>
            {format.date(createdAt)}
          </time>
        ),
      },
    ],
    [t, format, roleName, demanded],
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

/** Which order of the server a column's header stands for. */
const sorted = { name: 'name', email: 'email', visited: 'lastVisited', added: 'created' } as const

/** In which order the table stands, by the address: `?sort=-email`; by name where it says nothing. */
export function useUserSort() {
  const address = useAddress()
  const asked: UserSort = userSorts.find((one) => one === address.get('sort')) ?? 'name'
  const key = asked.replace('-', '')
  const column = Object.entries(sorted).find(([, value]) => value === key)?.[0] ?? 'name'
  const order = (sort: UserSort) =>
    address.set({ sort: sort === 'name' ? null : sort, ...firstPage })
  return {
    asked,
    order,
    forTable: {
      sort: {
        column,
        direction: asked.startsWith('-') ? ('descending' as const) : ('ascending' as const),
      },
      onSort: ({ column: next, direction }: Sort) => {
        const by = Object.entries(sorted).find(([id]) => id === next)?.[1] ?? 'name'
        // Who was here last, and who was added last, is what one looks for first.
        const newest = next !== column && (by === 'lastVisited' || by === 'created')
        order(newest || direction === 'descending' ? `-${by}` : by)
      },
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
