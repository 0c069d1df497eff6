import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate, useParams } from '@tanstack/react-router'
import {
  Blocks,
  Handshake,
  LayoutList,
  Link2,
  Plus,
  Settings,
  UserPlus,
  Workflow,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from './api.ts'
import { ElsewherePage } from './door/elsewhere-page.tsx'
import { useMyCommands } from './me/use-my-commands.tsx'
import { useLifeCommands } from './organization/use-life-commands.tsx'
import { dialogNames, paths, underSlug } from './paths.ts'
import type { Command } from './shell/commands.ts'
import { DeletionBanner } from './shell/deletion-banner.tsx'
import { Dress } from './shell/dress.tsx'
import { Frame, type NavigationItem } from './shell/frame.tsx'
import { GlassBanner } from './shell/glass-banner.tsx'
import { HubFilter } from './shell/hub-filter.tsx'
import { glassOf, type Session, useSession } from './shell/session.ts'
import { SettingsLayout, type SettingsPage } from './shell/settings-layout.tsx'
import { StaleGuard } from './shell/stale-notice.tsx'
import { unseenOf } from './shell/unseen.ts'
import { useAhead } from './shell/use-ahead.ts'
import { useEnter } from './shell/use-enter.ts'
import { useFragmentDialog } from './shell/use-fragment-dialog.ts'
import { usePresence } from './shell/use-presence.ts'
import { WaitingBadge } from './shell/waiting-badge.tsx'
import { listenToTabs } from './tabs.ts'
import { OrganizationTile } from './ui/organization-tile.tsx'

const SwitchDialog = lazy(() =>
  import('./switching/switch-dialog.tsx').then((file) => ({ default: file.SwitchDialog })),
)
const OrganizationMenu = lazy(() =>
  import('./switching/organization-menu.tsx').then((file) => ({ default: file.OrganizationMenu })),
)
const UnseenDialog = lazy(() =>
  import('./shell/unseen-dialog.tsx').then((file) => ({ default: file.UnseenDialog })),
)
const CreateDialog = lazy(() =>
  import('./founding/create-dialog.tsx').then((file) => ({ default: file.CreateDialog })),
)
const InviteColleagueDialog = lazy(() =>
  import('./users/invite-colleague-dialog.tsx').then((file) => ({
    default: file.InviteColleagueDialog,
  })),
)
const LeaveDialog = lazy(() =>
  import('./organization/leave-dialog.tsx').then((file) => ({ default: file.LeaveDialog })),
)
const ReportDialog = lazy(() =>
  import('./founding/report-dialog.tsx').then((file) => ({ default: file.ReportDialog })),
)

/** Everything under /o/<slug>: the frame, with what the areas put into it. */
export function InsideOrganization() {
  const { data: session } = useSuspenseQuery(query('getSession'))
  const { organization, member } = session
  const glass = glassOf(session)
  const { slug, isHere } = useSlug(organization.slug)
  const { pathname } = useLocation()
  const navigation = useNavigation(session)
  const [dialog, setDialog] = useFragmentDialog(dialogNames)
  const { data: mine } = useQuery(query('listMyOrganizations'))
  const unseen = unseenOf(mine)
  const openSwitch = useCallback(() => setDialog('switch'), [setDialog])
  const organizationCommands = useOrganizationCommands(openSwitch, () => setDialog('create'))
  const myCommands = useMyCommands(organization.slug)
  const lifeCommands = useLifeCommands(session)
  const settingsCommands = useSettingsCommands(session)
  const mayInvite = invitesAsMember(session) && !glass
  const inviteCommand = useInviteCommand(() => setDialog('invite'))
  const commands = useMemo(
    () =>
      glass
        ? [...organizationCommands, ...settingsCommands]
        : [
            ...organizationCommands,
            ...(mayInvite ? [inviteCommand] : []),
            ...lifeCommands,
            ...settingsCommands,
            ...myCommands,
          ],
    [
      glass,
      organizationCommands,
      mayInvite,
      inviteCommand,
      lifeCommands,
      settingsCommands,
      myCommands,
    ],
  )
  useEffect(
    () => listenToTabs({ organizationId: organization.id, memberId: member.id }),
    [organization.id, member.id],
  )
  usePresence(session)
  useAhead(session, pathname === paths.tasks(organization.slug))

  const frame = (page: ReactNode) => (
    <Frame
      session={session}
      pathname={pathname}
      navigation={navigation}
      hubFilter={
        isHere &&
        !glass && (
          <>
            <WaitingBadge />
            <HubFilter />
          </>
        )
      }
      banners={
        <>
          {glass && <GlassBanner session={session} until={glass} />}
          {session.deletionDueAt && pathname !== paths.security(organization.slug) && (
            <DeletionBanner session={session} dueAt={session.deletionDueAt} />
          )}
        </>
      }
      organizationMenu={(close) => (
        <Suspense>
          <OrganizationMenu
            onAll={() => {
              close()
              openSwitch()
            }}
            onProve={() => {
              close()
              setDialog('prove')
            }}
          />
        </Suspense>
      )}
      onSwitchOrganization={openSwitch}
      onInviteColleague={mayInvite ? () => setDialog('invite') : null}
      commands={commands}
    >
      {page}
      <Suspense>
        {dialog === 'switch' && (
          <SwitchDialog onClose={() => setDialog(null)} onCreate={() => setDialog('create')} />
        )}
        {dialog === 'create' && <CreateDialog onClose={() => setDialog(null)} />}
        {dialog === 'prove' && mine && unseen && (
          <UnseenDialog email={mine.email} why={unseen} onClose={() => setDialog(null)} />
        )}
        {dialog === 'invite' && mayInvite && (
          <InviteColleagueDialog onClose={() => setDialog(null)} />
        )}
        {dialog === 'leave' && !glass && <LeaveDialog onClose={() => setDialog(null)} />}
        {dialog === 'report' && <ReportDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </Frame>
  )
  return (
    <StaleGuard session={session}>
      <Dress organization={organization}>
        {isHere ? frame(<Outlet />) : <ElsewherePage slug={slug} frame={frame} />}
      </Dress>
    </StaleGuard>
  )
}

/**
 * The slug of the address, and whether it is the session's. Where the organization gets another one while somebody works in
 * it, here or elsewhere, the page goes on under the new address with all that is typed in it (OR5).
 */
function useSlug(present: string) {
  const { slug = '' } = useParams({ strict: false })
  const { href } = useLocation()
  const navigate = useNavigate()
  const known = useRef(new Set<string>())
  known.current.add(present)
  const isHere = known.current.has(slug)
  useEffect(() => {
    if (isHere && slug !== present)
      void navigate({ href: underSlug(href, present), replace: true, ignoreBlocker: true })
  }, [isHere, slug, present, href, navigate])
  return { slug, isHere }
}

/** ⌘K: the other organizations by name, and a new one. */
function useOrganizationCommands(openSwitch: () => void, openCreate: () => void): Command[] {
  const { t } = useTranslation()
  const { data } = useQuery(query('listMyOrganizations'))
  const { enter } = useEnter(null)
  const latest = useRef({ openSwitch, openCreate, enter })
  latest.current = { openSwitch, openCreate, enter }
  return useMemo(
    () => [
      ...(data?.organizations ?? [])
        .filter(({ current }) => !current)
        .slice(0, commandsMax)
        .map(({ memberId, organizationId, name, logoUrl }) => ({
          id: `switch.${memberId}`,
          section: t('shell.switch-organization'),
          label: name,
          icon: (
            <span data-lead="">
              <OrganizationTile id={organizationId} name={name} logoUrl={logoUrl} size={20} />
            </span>
          ),
          run: () => void latest.current.enter(memberId),
        })),
      {
        id: 'create-organization',
        section: t('shell.organization'),
        label: t('organizations.create'),
        icon: <Plus size={16} />,
        run: () => latest.current.openCreate(),
      },
    ],
    [data, t],
  )
}

/** US6: where members may invite; whoever may add users has the user table for it. */
const invitesAsMember = ({ organization, permissions }: Session) =>
  organization.membersMayInvite && !permissions.includes('users:add')

/** ⌘K: a colleague. */
function useInviteCommand(open: () => void): Command {
  const { t } = useTranslation()
  const latest = useRef(open)
  latest.current = open
  return useMemo(
    () => ({
      id: 'invite-colleague',
      section: t('shell.organization'),
      label: t('colleagues.title'),
      icon: <UserPlus size={16} />,
      run: () => latest.current(),
    }),
    [t],
  )
}

/** A person with 2,000 organizations finds the others in the modal, which the palette offers too. */
const commandsMax = 200

/** The rail: our own pages, then the custom modules that one may view (RP4). */
function useNavigation(session: Session): NavigationItem[] {
  const { t } = useTranslation()
  const { permissions } = session
  const { slug } = session.organization
  const closed = glassOf(session) && t('shell.glass.closed')
  const { data } = useQuery({
    ...query('listCustomModules'),
    staleTime: 60_000,
    enabled: !closed,
  })
  return useMemo(
    () => [
      {
        id: 'tasks',
        label: t('navigation.tasks'),
        href: paths.tasks(slug),
        icon: <LayoutList size={16} strokeWidth={1.5} />,
        key: 't',
        closed,
      },
      {
        id: 'flows',
        label: t('navigation.flows'),
        href: paths.flows(slug),
        icon: <Workflow size={16} strokeWidth={1.5} />,
        key: 'f',
        closed,
      },
      ...(permissions.includes('programs:join') || permissions.includes('programs:view')
        ? [
            {
              id: 'programs',
              label: t('navigation.programs'),
              href: paths.programs(slug),
              icon: <Handshake size={16} strokeWidth={1.5} />,
              key: 'p',
              closed,
            },
          ]
        : []),
      ...(permissions.includes('matches:view')
        ? [
            {
              id: 'matches',
              label: t('navigation.matches'),
              href: paths.matches(slug),
              icon: <Link2 size={16} strokeWidth={1.5} />,
              key: 'm',
              closed,
            },
          ]
        : []),
      ...(data?.items ?? [])
        .filter(({ permission }) => permissions.includes(permission))
        .flatMap(({ id, name, url }) =>
          url
            ? [
                {
                  id,
                  label: name,
                  href: url,
                  icon: <Blocks size={16} strokeWidth={1.5} />,
                  external: true,
                },
              ]
            : [],
        ),
      {
        id: 'settings',
        label: t('navigation.settings'),
        href: closed ? paths.signInPolicy(slug) : paths.settings(slug),
        icon: <Settings size={16} strokeWidth={1.5} />,
        key: 's',
        below: true,
      },
    ],
    [slug, permissions, closed, data, t],
  )
}

/** DR6: pages of the settings that a break-glass code opens. */
const behindGlass: ReadonlySet<string> = new Set(['sign-in-policy', 'single-sign-on'])

/** The pages of the settings, in their order. */
function useSettingsPages(session: Session): SettingsPage[] {
  const { t } = useTranslation()
  const { slug } = session.organization
  const closed = glassOf(session) && t('shell.glass.closed')
  return useMemo(
    () =>
      [
        { id: 'organization', href: paths.organizationSettings(slug) },
        { id: 'users', href: paths.users(slug) },
        { id: 'roles', href: paths.roles(slug) },
        { id: 'hubs', href: paths.hubs(slug) },
        { id: 'fields', href: paths.fields(slug) },
        { id: 'sign-in-policy', href: paths.signInPolicy(slug) },
        { id: 'single-sign-on', href: paths.singleSignOn(slug) },
        { id: 'joining', href: paths.joining(slug) },
        { id: 'modules', href: paths.customModules(slug) },
        { id: 'audit', href: paths.auditLog(slug) },
        { id: 'billing', href: paths.billing(slug) },
      ].map((page) => ({
        ...page,
        label: t(`navigation.${page.id}`),
        closed: behindGlass.has(page.id) ? null : closed,
      })),
    [slug, closed, t],
  )
}

/** ⌘K: the pages of the settings that open now. */
function useSettingsCommands(session: Session): Command[] {
  const { t } = useTranslation()
  const pages = useSettingsPages(session)
  return useMemo(
    () =>
      pages
        .filter(({ closed }) => !closed)
        .map(({ id, label, href }) => ({
          id: `settings.${id}`,
          section: t('shell.settings'),
          label,
          href,
          icon: <Settings size={16} />,
        })),
    [pages, t],
  )
}

/** Everything under /o/<slug>/settings. */
export function InsideSettings() {
  const pages = useSettingsPages(useSession())
  const { pathname } = useLocation()
  return (
    <SettingsLayout pathname={pathname} pages={pages}>
      <Outlet />
    </SettingsLayout>
  )
}
