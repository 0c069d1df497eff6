import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  RouterProvider,
  redirect,
} from '@tanstack/react-router'
import { ApiError } from '#api/client.ts'
import { client, enterOrganization, queries, query } from './api.ts'
import { preferredLanguage, show } from './i18n.ts'
import { paths } from './paths.ts'
import { ErrorPage } from './shell/error-page.tsx'
import { LoadingPage } from './shell/loading-page.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { Providers } from './shell/providers.tsx'

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

/** The session is asked for before it is known which organization it is in, and kept under that one. */
async function loadSession() {
  const known = queries.getQueryData(query('getSession').queryKey)
  if (known) return known
  const session = await client.getSession()
  enterOrganization(session.organization.id)
  queries.setQueryData(query('getSession').queryKey, session)
  return session
}

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug',
  beforeLoad: async ({ params, location }) => {
    const session = await loadSession().catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 401)
        throw redirect({ href: paths.signIn(location.href) })
      throw error
    })
    const { organization, member } = session
    const register = paths.register(organization.slug)
    if (organization.slug === params.slug && member.status === 'registering')
      if (location.pathname !== register) throw redirect({ href: register })
    await show(preferredLanguage(member.language, organization.language))
  },
  component: lazyRouteComponent(() => import('./inside-organization.tsx'), 'InsideOrganization'),
})

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
  component: lazyRouteComponent(() => import('./inside-organization.tsx'), 'InsideSettings'),
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
