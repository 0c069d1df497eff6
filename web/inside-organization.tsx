import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { LayoutList, Settings, Workflow } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from './api.ts'
import { paths } from './paths.ts'
import { Frame, type NavigationItem } from './shell/frame.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { useSession } from './shell/session.ts'
import { SettingsLayout } from './shell/settings-layout.tsx'
import { StaleGuard } from './shell/stale-notice.tsx'
import { listenToTabs } from './tabs.ts'

/** Everything under /o/<slug>: the frame, with what the areas put into it. */
export function InsideOrganization() {
  const { data: session } = useSuspenseQuery(query('getSession'))
  const { organization } = session
  const { slug } = useParams({ strict: false })
  const { pathname } = useLocation()
  const navigation = useNavigation(organization.slug)
  useEffect(() => listenToTabs(organization.id), [organization.id])
  // SW8: an address of another organization offers the switch; what cannot be entered looks like what is not there.
  if (organization.slug !== slug) return <NotFoundPage />
  return (
    <StaleGuard organization={organization}>
      <Frame
        session={session}
        pathname={pathname}
        navigation={navigation}
        organizationMenu={() => null}
        onSwitchOrganization={() => undefined}
      >
        <Outlet />
      </Frame>
    </StaleGuard>
  )
}

function useNavigation(slug: string): NavigationItem[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'tasks',
        label: t('navigation.tasks'),
        href: paths.tasks(slug),
        icon: <LayoutList size={16} strokeWidth={1.5} />,
        key: 't',
      },
      {
        id: 'flows',
        label: t('navigation.flows'),
        href: paths.flows(slug),
        icon: <Workflow size={16} strokeWidth={1.5} />,
        key: 'f',
      },
      {
        id: 'settings',
        label: t('navigation.settings'),
        href: paths.settings(slug),
        icon: <Settings size={16} strokeWidth={1.5} />,
        key: 's',
        below: true,
      },
    ],
    [slug, t],
  )
}

/** Everything under /o/<slug>/settings. */
export function InsideSettings() {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  const { pathname } = useLocation()
  const pages = [
    {
      id: 'organization',
      label: t('navigation.organization'),
      href: paths.organizationSettings(slug),
    },
    { id: 'users', label: t('navigation.users'), href: paths.users(slug) },
    { id: 'roles', label: t('navigation.roles'), href: paths.roles(slug) },
    { id: 'hubs', label: t('navigation.hubs'), href: paths.hubs(slug) },
  ]
  return (
    <SettingsLayout pathname={pathname} pages={pages}>
      <Outlet />
    </SettingsLayout>
  )
}
