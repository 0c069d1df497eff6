import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  RouterProvider,
  redirect,
  useLocation,
} from '@tanstack/react-router'
import { LayoutList, Settings, Workflow } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '#api/client.ts'
import { client, enterOrganization, queries, query } from './api.ts'
import { preferredLanguage, show } from './i18n.ts'
import { paths } from './paths.ts'
import { ErrorPage } from './shell/error-page.tsx'
import { Frame, type NavigationItem } from './shell/frame.tsx'
import { LoadingPage } from './shell/loading-page.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { Providers } from './shell/providers.tsx'
import { SettingsLayout } from './shell/settings-layout.tsx'
import { StaleGuard } from './shell/stale-notice.tsx'
import { listenToTabs } from './tabs.ts'

const root = createRootRoute({
  component: () => (
    <Providers>
      <Outlet />
    </Providers>
  ),
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
})

/** `/`: where this browser belongs now: its organization, the picker, or the sign-in page. */
const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    const known = await client.listMyOrganizations().catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 401) return null
      throw error
    })
    if (!known) throw redirect({ href: paths.signIn() })
    throw redirect({ href: known.current ? paths.tasks(known.current.slug) : paths.choose() })
  },
})

// ── Before the door ────────────────────────────────────────────────────────────────────────────────

/** A page of its own chunk: `page(root, '/choose', () => import('./sessions/picker.tsx'), 'Picker')`. */
const page = <P extends AnyRoute, M extends Record<string, unknown>>(
  parent: P,
  path: string,
  load: () => Promise<M>,
  name: keyof M & string,
) => createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, name) })

const outside = [
  ...(import.meta.env.DEV ? [page(root, '/ui', () => import('./ui/gallery.tsx'), 'Gallery')] : []),
]

// ── Inside an organization ─────────────────────────────────────────────────────────────────────────

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug',
  beforeLoad: async ({ params, location }) => {
    const session = await queries.ensureQueryData(query('getSession')).catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 401)
        throw redirect({ href: paths.signIn(location.href) })
      throw error
    })
    if (session.organization.slug === params.slug) enterOrganization(session.organization.id)
    await show(preferredLanguage(session.member.language, session.organization.language))
    return { session }
  },
  component: InsideOrganization,
})

function InsideOrganization() {
  const { session } = organization.useRouteContext()
  const { slug } = organization.useParams()
  const { pathname } = useLocation()
  const navigation = useNavigation(session.organization.slug)
  useEffect(() => listenToTabs(session.organization.id), [session.organization.id])
  // SW8: an address of another organization offers the switch; what cannot be entered looks like what is not there.
  if (session.organization.slug !== slug) return <NotFoundPage />
  return (
    <StaleGuard organization={session.organization}>
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

const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ href: paths.tasks(params.slug), replace: true })
  },
})

// page(organization, 'tasks', () => import('./tasks/tasks-page.tsx'), 'TasksPage')
const pages = [organizationHome]

// ── Settings ───────────────────────────────────────────────────────────────────────────────────────

const settings = createRoute({
  getParentRoute: () => organization,
  path: 'settings',
  component: function SettingsPages() {
    const { t } = useTranslation()
    const { slug } = organization.useParams()
    const { pathname } = useLocation()
    return (
      <SettingsLayout
        pathname={pathname}
        pages={[
          {
            id: 'organization',
            label: t('navigation.organization'),
            href: paths.organizationSettings(slug),
          },
          { id: 'users', label: t('navigation.users'), href: paths.users(slug) },
          { id: 'roles', label: t('navigation.roles'), href: paths.roles(slug) },
          { id: 'hubs', label: t('navigation.hubs'), href: paths.hubs(slug) },
        ]}
      >
        <Outlet />
      </SettingsLayout>
    )
  },
})

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ href: paths.organizationSettings(params.slug), replace: true })
  },
})

// page(settings, 'hubs', () => import('./hubs/hubs-page.tsx'), 'HubsPage')
const settingsPages = [settingsHome]

const router = createRouter({
  routeTree: root.addChildren([
    home,
    ...outside,
    organization.addChildren([...pages, settings.addChildren(settingsPages)]),
  ]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingComponent: LoadingPage,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
})

export const App = () => <RouterProvider router={router} />
