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
import { client, enterAs, queries, query } from './api.ts'
import { destination } from './destination.ts'
import { readFarewell } from './farewell.ts'
import { preferredLanguage, show } from './i18n.ts'
import { opensOffline, paths, safeDestination, slugOf, underSlug } from './paths.ts'
import { findKeptSession } from './present-shelf.ts'
import { findPresentSlug } from './present-slug.ts'
import { ErrorPage } from './shell/error-page.tsx'
import { LoadingPage } from './shell/loading-page.tsx'
import { NotFoundPage } from './shell/not-found-page.tsx'
import { Providers } from './shell/providers.tsx'
import { glassOf, type Session } from './shell/session.ts'
import { unseenOf } from './shell/unseen.ts'

/** Goes elsewhere instead of showing the page; the router catches what it throws. */
function redirectTo(href: string): never {
  // With `throw` it never returns, which its type does not say.
  return redirect({ href, throw: true }) as never
}

const root = createRootRoute({
  component: () => (
    <Providers>
      <Outlet />
    </Providers>
  ),
  errorComponent: ErrorPage,
  notFoundComponent: () => <NotFoundPage bare />,
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
    if (!known) redirectTo(paths.signIn())
    redirectTo(known.current ? paths.tasks(known.current.slug) : paths.choose())
  },
})

// ── Before the door ────────────────────────────────────────────────────────────────────────────────

/** A page of its own chunk: `page(root, '/api', () => import('./reference/reference-page.tsx'), 'ReferencePage')`. */
const page = <P extends AnyRoute, M extends Record<string, unknown>>(
  parent: P,
  path: string,
  load: () => Promise<M>,
  name: keyof M & string,
) => createRoute({ getParentRoute: () => parent, path, component: lazyRouteComponent(load, name) })

/** Who has proved a password, with their organizations; null for everybody else. Asked anew by every page that shows them. */
const findSomeone = () =>
  queries.fetchQuery({ ...query('listMyOrganizations'), staleTime: 0 }).catch((error: unknown) => {
    if (error instanceof ApiError && error.problem.status === 401) return null
    throw error
  })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  beforeLoad: async () => {
    // Signing in must be possible where asking who is here was not.
    const someone = await findSomeone().catch(() => null)
    if (!someone) return
    const to = destination()
    redirectTo(someone.current ? (to ?? paths.tasks(someone.current.slug)) : paths.choose(to))
  },
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const choose = createRoute({
  getParentRoute: () => root,
  path: '/choose',
  beforeLoad: async ({ location }) => {
    const to = safeDestination(
      new URL(location.href, window.location.origin).searchParams.get('to'),
    )
    const someone = await findSomeone()
    if (!someone) redirectTo(paths.signIn(to))
    // LG7: a destination in one of mine leads straight to its door; where I have never been, I decide first (LG2).
    const asked = slugOf(to ?? '')
    const there = someone.organizations.find(({ slug }) => slug === asked)
    // OR5: or of one that was called otherwise then.
    const present = asked && !there ? await findPresentSlug(asked) : null
    if (to && present && present !== asked) redirectTo(paths.choose(underSlug(to, present)))
    if (to && there?.current) redirectTo(to)
    if (to && there?.lastVisitedAt) redirectTo(paths.door(there.slug, to))
  },
  component: lazyRouteComponent(() => import('./picker/picker-page.tsx'), 'PickerPage'),
})

const create = createRoute({
  getParentRoute: () => root,
  path: '/create',
  beforeLoad: async () => {
    if (!(await findSomeone())) redirectTo(paths.signIn(paths.create()))
  },
  component: lazyRouteComponent(() => import('./founding/create-page.tsx'), 'CreatePage'),
})

/** Thanks and goodbye: for whoever has just gone from the last one, and can still create, accept or keep one. */
const farewell = createRoute({
  getParentRoute: () => root,
  path: '/farewell',
  beforeLoad: async () => {
    const someone = await findSomeone()
    if (!someone) redirectTo(paths.signIn())
    if (someone.current) redirectTo(paths.tasks(someone.current.slug))
    if (someone.organizations.length > 0 || unseenOf(someone)) {
      // What was said at the parting holds no more: somebody kept or added it since.
      readFarewell({ forget: true })
      redirectTo(paths.choose())
    }
  },
  component: lazyRouteComponent(() => import('./picker/farewell-page.tsx'), 'FarewellPage'),
})

const organizationSignIn = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug/sign-in',
  // LG5: its own identity provider where it has one; everybody else signs in as everywhere.
  beforeLoad: async ({ params }) => {
    const door = query('findDoor', { body: { slug: params.slug } })
    const [someone, found] = await Promise.all([
      findSomeone().catch(() => null),
      queries.fetchQuery(door).catch(() => null),
    ])
    if (someone || !found?.door) redirectTo(paths.signIn(destination() ?? paths.tasks(params.slug)))
    const { slug } = found.door.organization
    if (slug !== params.slug) redirectTo(paths.organizationSignIn(slug, destination()))
  },
  component: lazyRouteComponent(
    () => import('./sign-in/organization-sign-in-page.tsx'),
    'OrganizationSignInPage',
  ),
})

const register = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug/register',
  beforeLoad: async ({ params, location }) => {
    const { organization, member } = await sessionOrElsewhere(params.slug, location.href)
    if (organization.slug !== params.slug || !(isNew(member) || member.fieldsMissing > 0))
      redirectTo(destination() ?? paths.tasks(params.slug))
    await show(preferredLanguage(member.language, organization.language))
  },
  component: lazyRouteComponent(() => import('./registration/register-page.tsx'), 'RegisterPage'),
})

const outside = [
  signIn,
  choose,
  create,
  farewell,
  organizationSignIn,
  register,
  page(root, '/o/$slug/door', () => import('./door/door-page.tsx'), 'DoorPage'),
  page(
    root,
    '/sso/$connectionId/return',
    () => import('./sign-in/sso-return-page.tsx'),
    'SsoReturnPage',
  ),
  page(root, '/sign-up', () => import('./joining/sign-up-page.tsx'), 'SignUpPage'),
  page(root, '/join', () => import('./joining/join-page.tsx'), 'JoinPage'),
  page(root, '/set-password', () => import('./identity/set-password-page.tsx'), 'SetPasswordPage'),
  page(
    root,
    '/forgot-password',
    () => import('./identity/forgot-password-page.tsx'),
    'ForgotPasswordPage',
  ),
  page(root, '/set-up-sso', () => import('./sso/set-up-page.tsx'), 'SetUpPage'),
  page(
    root,
    '/reset-authenticator',
    () => import('./identity/reset-authenticator-page.tsx'),
    'ResetAuthenticatorPage',
  ),
  page(
    root,
    '/undo-email-change',
    () => import('./identity/undo-email-change-page.tsx'),
    'UndoEmailChangePage',
  ),
  page(root, '/api', () => import('./reference/reference-page.tsx'), 'ReferencePage'),
  page(root, '/development/mail', () => import('./development/mailbox-page.tsx'), 'MailboxPage'),
  ...(import.meta.env.DEV
    ? [page(root, '/ui', () => import('./gallery/gallery.tsx'), 'Gallery')]
    : []),
]

// ── Inside an organization ─────────────────────────────────────────────────────────────────────────

/** The session is asked for before it is known which organization it is in and whose it is, and kept under that one. */
async function loadSession(href: string) {
  const known = queries.getQueryData(query('getSession').queryKey)
  if (known) return known
  const { session, updatedAt } = await client.getSession().then(
    (session) => ({ session, updatedAt: Date.now() }),
    (error: unknown) => sessionWithoutConnection(error, href),
  )
  enterAs(session.organization, session.member)
  queries.setQueryData(query('getSession').queryKey, session, { updatedAt })
  return session
}

/** The list of tasks and the page of one that is done open without a connection; they ask who one is as soon as there is one. */
async function sessionWithoutConnection(error: unknown, href: string) {
  const slug = opensOffline(href) ? slugOf(href) : null
  const session =
    error instanceof ApiError || !slug ? null : await findKeptSession(slug, Date.now())
  if (!session) throw error
  return { session, updatedAt: 0 }
}

/** The session behind an open door; whoever stands before one goes there first, and comes back to `href` (LG7). */
async function sessionOrElsewhere(slug: string, href: string) {
  const session = await loadSession(href).catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
    if (error.type === 'not-signed-in') redirectTo(paths.signIn(href))
    if (error.type === 'organization-not-chosen') redirectTo(paths.choose(href))
    throw error
  })
  if (session.organization.slug !== slug || session.missing.length === 0) return session
  if (!glassOf(session)) redirectTo(paths.door(slug, href))
  if (!opensBehindGlass(slug, href)) redirectTo(paths.signInPolicy(slug))
  return session
}

/** OR5: an address of an organization of mine that was called otherwise then. Of all others nothing is said (SW6). */
async function toPresentSlug(slug: string, href: string) {
  const present = await findPresentSlug(slug)
  if (present && present !== slug) redirectTo(underSlug(href, present))
}

/** DR6: what a break-glass code opens. */
function opensBehindGlass(slug: string, href: string): boolean {
  const path = href.replace(/[?#].*/, '')
  const connections = paths.singleSignOn(slug)
  return (
    path === paths.signInPolicy(slug) || path === connections || path.startsWith(`${connections}/`)
  )
}

/** Whether this page load has been inside already: who is at work is asked at the next visit, not in the middle. */
let visiting = false

const isNew = ({ status }: Session['member']) => status === 'registering'

/** PR2: the organization's questions go before everything else; behind a broken glass nothing is asked (DR6). */
const isAskedFirst = (session: Session) =>
  isNew(session.member) ||
  (session.member.fieldsMissing > 0 && !visiting && glassOf(session) === null)

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug',
  beforeLoad: async ({ params, location }) => {
    const session = await sessionOrElsewhere(params.slug, location.href)
    const { organization, member } = session
    if (organization.slug !== params.slug) await toPresentSlug(params.slug, location.href)
    if (organization.slug === params.slug && isAskedFirst(session))
      redirectTo(paths.register(organization.slug, location.href))
    visiting = true
    await show(preferredLanguage(member.language, organization.language))
  },
  component: lazyRouteComponent(() => import('./inside-organization.tsx'), 'InsideOrganization'),
})

const organizationHome = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    redirectTo(paths.tasks(params.slug))
  },
})

const tasks = page(organization, 'tasks', () => import('./tasks/tasks-page.tsx'), 'TasksPage')

/** Within the frame, as for everything else that one may not see. */
const nowhere = createRoute({
  getParentRoute: () => organization,
  path: '$',
  component: () => <NotFoundPage />,
})

const program = page(
  organization,
  'programs/$programId',
  () => import('./programs/program-page.tsx'),
  'ProgramPage',
)
const participants = page(
  program,
  'participants',
  () => import('./programs/participants.tsx'),
  'Participants',
)
const programMatches = page(
  program,
  'matches',
  () => import('./programs/program-matches.tsx'),
  'ProgramMatches',
)
const questions = page(program, 'questions', () => import('./programs/questions.tsx'), 'Questions')
const matches = page(
  organization,
  'matches',
  () => import('./matches/matches-page.tsx'),
  'MatchesPage',
)

const programPages = [
  page(organization, 'programs', () => import('./programs/programs-page.tsx'), 'ProgramsPage'),
  page(
    organization,
    'programs/$programId/mine',
    () => import('./programs/participation-page.tsx'),
    'ParticipationPage',
  ),
  page(
    organization,
    'programs/$programId/register',
    () => import('./programs/participate-page.tsx'),
    'ParticipatePage',
  ),
  program.addChildren([
    page(program, '/', () => import('./programs/program-overview.tsx'), 'ProgramOverview'),
    participants.addChildren([
      page(
        participants,
        '$registrationId',
        () => import('./programs/participant-panel.tsx'),
        'ParticipantPanel',
      ),
    ]),
    page(program, 'proposals', () => import('./programs/proposals.tsx'), 'Proposals'),
    page(
      program,
      'proposals/$proposalId',
      () => import('./programs/proposal-review.tsx'),
      'ProposalReview',
    ),
    programMatches.addChildren([
      page(
        programMatches,
        '$matchId',
        () => import('./programs/program-matches.tsx'),
        'ProgramMatch',
      ),
    ]),
    page(program, 'apart', () => import('./programs/apart.tsx'), 'Apart'),
    questions.addChildren([
      page(
        questions,
        '$questionId',
        () => import('./programs/question-panel.tsx'),
        'QuestionPanel',
      ),
    ]),
    page(program, 'settings', () => import('./programs/program-settings.tsx'), 'ProgramSettings'),
  ]),
  matches.addChildren([
    page(matches, '$matchId', () => import('./matches/match-panel.tsx'), 'MatchPanel'),
  ]),
]

const me = page(organization, 'me', () => import('./me/me-layout.tsx'), 'MeLayout')

const pages = [
  organizationHome,
  page(organization, 'tasks/new', () => import('./tasks/new-task-page.tsx'), 'NewTaskPage'),
  page(
    organization,
    'tasks/import',
    () => import('./tasks/import/import-page.tsx'),
    'TaskImportPage',
  ),
  page(
    organization,
    'tasks/import/$importId',
    () => import('./tasks/import/import-file-page.tsx'),
    'TaskImportFilePage',
  ),
  page(organization, 'tasks/$taskId/do', () => import('./doing/do-page.tsx'), 'DoPage'),
  tasks.addChildren([page(tasks, '$taskId', () => import('./tasks/task-panel.tsx'), 'TaskPanel')]),
  page(organization, 'flows', () => import('./flows/flows-page.tsx'), 'FlowsPage'),
  page(organization, 'flows/$flowId', () => import('./flows/flow-page.tsx'), 'FlowPage'),
  page(
    organization,
    'flows/$flowId/versions',
    () => import('./flows/versions-page.tsx'),
    'VersionsPage',
  ),
  ...programPages,
  nowhere,
  me.addChildren([
    page(me, '/', () => import('./me/profile-page.tsx'), 'ProfilePage'),
    page(me, 'security', () => import('./me/security-page.tsx'), 'SecurityPage'),
    page(me, 'sessions', () => import('./me/sessions-page.tsx'), 'SessionsPage'),
  ]),
]

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
    redirectTo(paths.organizationSettings(params.slug))
  },
})

const users = page(settings, 'users', () => import('./users/users-page.tsx'), 'UsersPage')
const user = page(settings, 'users/$userId', () => import('./users/user-page.tsx'), 'UserPage')
const roles = page(settings, 'roles', () => import('./roles/roles-page.tsx'), 'RolesPage')
const hubs = page(settings, 'hubs', () => import('./hubs/hubs-page.tsx'), 'HubsPage')
const fields = page(settings, 'fields', () => import('./fields/fields-page.tsx'), 'FieldsPage')

const connection = page(
  settings,
  'single-sign-on/$connectionId',
  () => import('./sso/connection-page.tsx'),
  'ConnectionPage',
)

const settingsPages = [
  settingsHome,
  createRoute({
    getParentRoute: () => settings,
    path: 'flows',
    beforeLoad: ({ params }) => {
      redirectTo(paths.flows(params.slug))
    },
  }),
  page(
    settings,
    'organization',
    () => import('./organization/organization-page.tsx'),
    'OrganizationPage',
  ),
  users.addChildren([page(users, 'new', () => import('./users/new-user.tsx'), 'NewUser')]),
  // Full pages of their own; that `import` is no id of a user, the router sees by itself.
  page(settings, 'users/import', () => import('./users/import/import-page.tsx'), 'ImportPage'),
  page(
    settings,
    'users/import/$importId',
    () => import('./users/import/import-file-page.tsx'),
    'ImportFilePage',
  ),
  user.addChildren([
    page(user, '/', () => import('./users/user-profile.tsx'), 'UserProfile'),
    page(user, 'access', () => import('./users/user-access.tsx'), 'UserAccess'),
    page(user, 'fields', () => import('./users/user-fields.tsx'), 'UserFields'),
    page(user, 'sessions', () => import('./users/user-sessions.tsx'), 'UserSessions'),
    page(user, 'activity', () => import('./users/user-activity.tsx'), 'UserActivity'),
  ]),
  // The page itself reads which role is chosen.
  roles.addChildren([createRoute({ getParentRoute: () => roles, path: '$roleId' })]),
  hubs.addChildren([page(hubs, '$hubId', () => import('./hubs/hub-panel.tsx'), 'HubPanel')]),
  fields.addChildren([
    page(fields, '$fieldId', () => import('./fields/field-panel.tsx'), 'FieldPanel'),
  ]),
  page(
    settings,
    'sign-in-policy',
    () => import('./policies/sign-in-policy-page.tsx'),
    'SignInPolicyPage',
  ),
  page(
    settings,
    'single-sign-on',
    () => import('./sso/single-sign-on-page.tsx'),
    'SingleSignOnPage',
  ),
  connection.addChildren([
    page(connection, '/', () => import('./sso/set-up.tsx'), 'SetUp'),
    page(connection, 'people', () => import('./sso/people.tsx'), 'People'),
    page(connection, 'attempts', () => import('./sso/attempts.tsx'), 'Attempts'),
  ]),
  page(settings, 'joining', () => import('./joining-rules/joining-page.tsx'), 'JoiningPage'),
  page(settings, 'billing', () => import('./billing/billing-page.tsx'), 'BillingPage'),
  page(settings, 'audit-log', () => import('./audit/audit-page.tsx'), 'AuditPage'),
  page(settings, 'modules', () => import('./roles/custom-modules-page.tsx'), 'CustomModulesPage'),
]

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
  defaultNotFoundComponent: () => <NotFoundPage />,
  scrollRestoration: true,
})

export const App = () => <RouterProvider router={router} />
