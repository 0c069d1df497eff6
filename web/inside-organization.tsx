import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { Blocks, LayoutList, Plus, Settings, UserPlus, Workflow } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from './api.ts'
import { ElsewherePage } from './door/elsewhere-page.tsx'
import { useMyCommands } from './me/use-my-commands.tsx'
import { dialogNames, paths } from './paths.ts'
import type { Command } from './shell/commands.ts'
import { DeletionBanner } from './shell/deletion-banner.tsx'
import { Frame, type NavigationItem } from './shell/frame.tsx'
import { GlassBanner } from './shell/glass-banner.tsx'
import { HubFilter } from './shell/hub-filter.tsx'
import { glassOf, type Session, useSession } from './shell/session.ts'
import { SettingsLayout } from './shell/settings-layout.tsx'
import { StaleGuard } from './shell/stale-notice.tsx'
import { unseenOf } from './shell/unseen.ts'
import { useEnter } from './shell/use-enter.ts'
import { useFragmentDialog } from './shell/use-fragment-dialog.ts'
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
const ReportDialog = lazy(() =>
  import('./founding/report-dialog.tsx').then((file) => ({ default: file.ReportDialog })),
)

/** Everything under /o/<slug>: the frame, with what the areas put into it. */
export function InsideOrganization() {
  const { data: session } = useSuspenseQuery(query('getSession'))
  const { organization } = session
  const glass = glassOf(session)
  const { slug = '' } = useParams({ strict: false })
  const { pathname } = useLocation()
  const navigation = useNavigation(session)
  const [dialog, setDialog] = useFragmentDialog(dialogNames)
  const { data: mine } = useQuery(query('listMyOrganizations'))
  const unseen = unseenOf(mine)
  const openSwitch = useCallback(() => setDialog('switch'), [setDialog])
  const organizationCommands = useOrganizationCommands(openSwitch, () => setDialog('create'))
  const myCommands = useMyCommands(organization.slug)
  const mayInvite = invitesAsMember(session) && !glass
  const inviteCommand = useInviteCommand(() => setDialog('invite'))
  const commands = useMemo(
    () =>
      glass
        ? organizationCommands
        : [...organizationCommands, ...(mayInvite ? [inviteCommand] : []), ...myCommands],
    [glass, organizationCommands, mayInvite, inviteCommand, myCommands],
  )
  useEffect(() => listenToTabs(organization.id), [organization.id])

  const frame = (page: ReactNode) => (
    <Frame
      session={session}
      pathname={pathname}
      navigation={navigation}
      hubFilter={organization.slug === slug && !glass && <HubFilter />}
      banners={
        <>
          {glass && <GlassBanner session={session} until={glass} />}
          {session.deletionDueAt && pathname !== paths.security(slug) && (
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
        {dialog === 'report' && <ReportDialog onClose={() => setDialog(null)} />}
      </Suspense>
    </Frame>
  )
  return (
    <StaleGuard organization={organization}>
      {organization.slug === slug ? frame(<Outlet />) : <ElsewherePage slug={slug} frame={frame} />}
    </StaleGuard>
  )
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
      ...(data?.items ?? [])
        .filter(({ permission }) => permissions.includes(permission))
        .map(({ id, name, url }) => ({
          id,
          label: name,
          href: url,
          icon: <Blocks size={16} strokeWidth={1.5} />,
          external: true,
        })),
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

/** Everything under /o/<slug>/settings. */
export function InsideSettings() {
  const { t } = useTranslation()
  const session = useSession()
  const { slug } = session.organization
  const { pathname } = useLocation()
  const closed = glassOf(session) && t('shell.glass.closed')
  const pages = [
    {
      id: 'organization',
      label: t('navigation.organization'),
      href: paths.organizationSettings(slug),
    },
    { id: 'users', label: t('navigation.users'), href: paths.users(slug) },
    { id: 'roles', label: t('navigation.roles'), href: paths.roles(slug) },
    { id: 'hubs', label: t('navigation.hubs'), href: paths.hubs(slug) },
    { id: 'fields', label: t('navigation.fields'), href: paths.fields(slug) },
    { id: 'sign-in-policy', label: t('navigation.sign-in-policy'), href: paths.signInPolicy(slug) },
    {
      id: 'single-sign-on',
      label: t('navigation.single-sign-on'),
      href: paths.singleSignOn(slug),
    },
    { id: 'joining', label: t('navigation.joining'), href: paths.joining(slug) },
    { id: 'modules', label: t('navigation.modules'), href: paths.customModules(slug) },
    { id: 'audit-log', label: t('navigation.audit'), href: paths.auditLog(slug) },
  ]
  return (
    <SettingsLayout
      pathname={pathname}
      pages={pages.map((page) => ({
        ...page,
        closed: behindGlass.has(page.id) ? null : closed,
      }))}
    >
      <Outlet />
    </SettingsLayout>
  )
}
