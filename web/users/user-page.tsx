import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { pictureUrl, query } from '#web/api.ts'
import { paths, userTabs } from '#web/paths.ts'
import { useRoleName } from '#web/shell/roles.ts'
import { useSession } from '#web/shell/session.ts'
import { useGo } from '#web/shell/use-go.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { Badge } from '#web/ui/badge.tsx'
import { ErrorState } from '#web/ui/error-state.tsx'
import { Link } from '#web/ui/link.tsx'
import { Page } from '#web/ui/page.tsx'
import { FormSkeleton } from '#web/ui/skeleton.tsx'
import { Tabs } from '#web/ui/tabs.tsx'
import { UserActions } from './user-actions.tsx'
import styles from './user-page.module.css'
import { nameOf, UserStatus } from './user-words.tsx'

/** One member: who they are, what they may do, what they answered, where they are signed in, what happened. */
export function UserPage() {
  const { t } = useTranslation()
  const { organization, member } = useSession()
  const { slug } = organization
  const { go, withQuery } = useGo()
  const { pathname } = useLocation()
  const roleName = useRoleName()
  const { userId = '' } = useParams({ strict: false })
  const user = useQuery(query('getUser', { params: { memberId: userId } }))
  const { data } = user
  const back = withQuery(paths.users(slug))
  if (!data)
    return (
      <Page title={t('users.one')} width="narrow">
        {user.error ? (
          <ErrorState
            error={user.error}
            retry={() => void user.refetch()}
            action={<Link href={back}>{t('users.back')}</Link>}
          />
        ) : (
          <FormSkeleton label={t('users.one')} fields={6} />
        )}
      </Page>
    )
  const tab = userTabs.find((id) => pathname.endsWith(`/${id}`)) ?? 'profile'
  const name = nameOf(data)
  return (
    <Page
      title={name}
      width="narrow"
      picture={
        <Avatar
          id={data.id}
          name={name}
          photoUrl={data.photoUrl && pictureUrl(data.photoUrl)}
          size={56}
        />
      }
      lead={
        <span className={styles.lead}>
          <UserStatus status={data.status} />
          {data.id === member.id && <Badge>{t('users.you')}</Badge>}
          <span className={styles.words}>
            {roleName(data.role)}
            {name !== data.email && ` · ${data.email}`}
          </span>
        </span>
      }
      action={<UserActions user={data} onGone={() => go(back)} />}
    >
      <Link href={back} kind="plain" className={styles.back}>
        <ArrowLeft size={14} aria-hidden /> {t('users.back')}
      </Link>
      <Tabs
        label={name}
        tabs={userTabs.map((id) => ({ id, label: t(`users.tabs.${id}`) }))}
        value={tab}
        onChange={(next) => go(withQuery(paths.user(slug, data.id, next)))}
      >
        <div className={styles.tab}>
          <Outlet />
        </div>
      </Tabs>
    </Page>
  )
}
