import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Restriction } from '#api/permissions.ts'
import type { Role } from '#api/roles.ts'
import { client, query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { useRoleName } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { useFormat } from '#web/ui/format.ts'
import { Link } from '#web/ui/link.tsx'
import { Panel, PanelSection } from '#web/ui/panel.tsx'
import { ListSkeleton } from '#web/ui/skeleton.tsx'
import { type CustomModule, usePermissionWords } from './permission-words.ts'
import styles from './who-panel.module.css'

interface Props {
  permission: string
  roles: readonly Role[]
  modules: readonly CustomModule[]
  onClose: () => void
}

/** Who can do this? The roles that hold a permission, what some of them take away again, and the people who have them. */
export function WhoPanel({ permission, roles, modules, onClose }: Props) {
  const { t } = useTranslation()
  const words = usePermissionWords(modules)(permission)
  const mayViewUsers = useSession().permissions.includes('users:view')
  const holders = useInfiniteQuery({
    queryKey: query('listHolders', { params: { permission }, query: {} }).queryKey,
    queryFn: ({ pageParam: cursor, signal }) =>
      client.listHolders({ params: { permission }, query: cursor ? { cursor } : {}, signal }),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled: words !== null,
  })
  const pages = holders.data?.pages
  const title = words ? t('roles.who.of', { permission: words.label }) : t('roles.who.title')
  return (
    <Panel title={title} lead={words?.text ?? t('roles.who.not-here')} onClose={onClose}>
      {holders.error && !pages ? (
        <ErrorState error={holders.error} retry={() => void holders.refetch()} />
      ) : pages ? (
        <>
          <Roles holding={pages[0]?.roles ?? []} all={roles} permission={permission} />
          {/* Who may not view users is not told them. */}
          {mayViewUsers && (
            <PanelSection title={t('roles.who.members')}>
              <Members
                members={pages.flatMap(({ items }) => items)}
                holding={pages[0]?.roles ?? []}
                about={pages[0]?.about ?? 0}
              />
              {holders.hasNextPage && (
                <div>
                  <Button
                    isPending={holders.isFetchingNextPage}
                    onPress={() => void holders.fetchNextPage()}
                  >
                    {t('roles.who.more')}
                  </Button>
                </div>
              )}
            </PanelSection>
          )}
        </>
      ) : (
        words && <ListSkeleton rows={6} label={title} />
      )}
    </Panel>
  )
}

type Holding = Pick<Role, 'id' | 'name' | 'template' | 'memberCount'>

/** Which restrictions concern a permission: those of the same module. */
const concerns = (restriction: Restriction, permission: string) =>
  restriction.split(':')[0] === permission.split(':')[0]

interface RolesProps {
  holding: readonly Holding[]
  all: readonly Role[]
  permission: string
}

function Roles({ holding, all, permission }: RolesProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const roleName = useRoleName()
  const restrictionsOf = (role: Holding) =>
    (all.find(({ id }) => id === role.id)?.restrictions ?? []).filter((one) =>
      concerns(one, permission),
    )
  const restricted = holding.filter((role) => restrictionsOf(role).length > 0)
  if (holding.length === 0) return <p className={styles.words}>{t('roles.who.no-roles')}</p>
  return (
    <>
      <ul className={styles.list} aria-label={t('roles.who.roles')}>
        {holding.map((role) => (
          <li key={role.id} className={styles.row}>
            <Link kind="plain" href={paths.role(slug, role.id)} className={styles.name}>
              {roleName(role)}
            </Link>
            {restricted.includes(role) && <Badge tone="amber">{t('roles.who.restricted')}</Badge>}
            <span className={styles.aside}>
              {t('roles.members', {
                count: role.memberCount,
                number: format.number(role.memberCount),
              })}
            </span>
          </li>
        ))}
      </ul>
      {restricted.length > 0 && (
        <PanelSection title={t('roles.who.restrictions')}>
          <p className={styles.words}>{t('roles.who.restrictions-text')}</p>
          <ul className={styles.list}>
            {restricted.map((role) => (
              <li key={role.id} className={styles.row}>
                <span className={styles.name}>{roleName(role)}</span>
                <span className={styles.aside}>
                  {format.list(
                    restrictionsOf(role).map((one) => t(`restrictions.${one.replace(':', '.')}`)),
                  )}
                </span>
              </li>
            ))}
          </ul>
        </PanelSection>
      )}
    </>
  )
}

interface MembersProps {
  members: readonly { id: string; name: string; email: string; roleId: string }[]
  holding: readonly Holding[]
  about: number
}

function Members({ members, holding, about }: MembersProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const { slug } = useSession().organization
  const roleName = useRoleName()
  if (members.length === 0)
    return (
      <p className={styles.words}>{t('roles.who.no-members', { count: holding.length || 1 })}</p>
    )
  return (
    <>
      <p className={styles.words}>
        {about > members.length
          ? t('ui.range', {
              from: format.number(1),
              to: format.number(members.length),
              about: format.number(about),
            })
          : t('roles.members', { count: members.length, number: format.number(members.length) })}
      </p>
      <ul className={styles.list}>
        {members.map(({ id, name, email, roleId }) => {
          const role = holding.find((one) => one.id === roleId)
          return (
            <li key={id} className={styles.row}>
              <Avatar id={id} name={name || email} size={24} />
              <Link kind="plain" href={paths.user(slug, id, 'access')} className={styles.name}>
                {name || email}
              </Link>
              <span className={styles.aside}>{role && roleName(role)}</span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
