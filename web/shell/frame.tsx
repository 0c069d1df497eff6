import {
  ArrowLeftRight,
  ChevronsUpDown,
  CircleHelp,
  Ellipsis,
  Languages,
  LogOut,
  MonitorSmartphone,
  Search,
  ShieldCheck,
  SunMoon,
  UserPlus,
  UserRound,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components/Button'
import { useTranslation } from 'react-i18next'
import { languages } from '#api/common.ts'
import { pictureUrl, signOut } from '#web/api.ts'
import { chooseLanguage, languageNames } from '#web/i18n.ts'
import { paths } from '#web/paths.ts'
import { Avatar } from '#web/ui/avatar.tsx'
import { cx } from '#web/ui/cx.ts'
import { IconButton } from '#web/ui/icon-button.tsx'
import { Kbd } from '#web/ui/kbd.tsx'
import { ChoiceSubmenu, Menu, MenuItem, MenuLine } from '#web/ui/menu.tsx'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import { Popover } from '#web/ui/popover.tsx'
import { TitleContext } from '#web/ui/title.ts'
import { type Command, useCommands } from './commands.ts'
import styles from './frame.module.css'
import { useKeyListener, useKeys } from './keys.ts'
import { Place } from './place.tsx'
import { glassOf, type Session, SessionContext } from './session.ts'
import { chooseTheme, chosenTheme, themes } from './theme.ts'

const Palette = lazy(() => import('./palette.tsx').then((file) => ({ default: file.Palette })))
const KeysDialog = lazy(() =>
  import('./keys-dialog.tsx').then((file) => ({ default: file.KeysDialog })),
)

/** An entry of the rail. */
export interface NavigationItem {
  id: string
  label: string
  href: string
  icon: ReactNode
  /** A second key after `g`: `t` makes `g t`. */
  key?: string
  /** Belongs below the line: settings. */
  below?: boolean
  /** Opens outside of Foyer (a custom module). */
  external?: boolean
  /** Why it does not open now. */
  closed?: string | null
}

interface Props {
  session: Session
  /** Where one is: the path without its query. */
  pathname: string
  navigation: readonly NavigationItem[]
  /** Content of the list under the logo; call `close` before leaving. */
  organizationMenu: (close: () => void) => ReactNode
  /** Top right, once one has more than one hub. */
  hubFilter?: ReactNode
  /** Profile menu and palette → Switch Organization: opens the modal. */
  onSwitchOrganization: () => void
  /** Profile menu → Invite a colleague; null where members do not. */
  onInviteColleague: (() => void) | null
  /** More for the palette: organizations to switch to, things to create. */
  commands?: readonly Command[]
  /** Lines across the frame, under its top. */
  banners?: ReactNode
  children: ReactNode
}

/** The frame of every page inside an organization: where one is, where one may go, who one is. */
export function Frame({
  session,
  pathname,
  navigation,
  organizationMenu,
  hubFilter,
  onSwitchOrganization,
  onInviteColleague,
  commands = [],
  banners,
  children,
}: Props) {
  const { t } = useTranslation()
  const { organization, member } = session
  const closed = glassOf(session) && t('shell.glass.closed')
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const main = useFocusOnNavigation(pathname)
  const name = [member.firstName, member.lastName].filter(Boolean).join(' ') || session.email

  useKeyListener()
  useKeys([
    { keys: 'mod+k', label: t('shell.palette'), run: () => setOpen('palette') },
    { keys: '?', label: t('shell.keys'), run: () => setOpen('keys') },
    ...navigation.flatMap(({ key, label, href, closed }) =>
      key && !closed
        ? [{ keys: `g ${key}`, label: t('shell.go-to', { page: label }), run: () => go(href) }]
        : [],
    ),
  ])
  useCommands(
    useMemo(
      () => [
        ...commands,
        ...navigation
          .filter((item) => !item.closed)
          .map(({ id, label, href, icon, key }) => ({
            id: `go.${id}`,
            section: t('shell.go'),
            label,
            href,
            icon,
            keys: key && `g ${key}`,
          })),
        {
          id: 'switch',
          section: t('shell.organization'),
          label: t('shell.switch-organization'),
          icon: <ArrowLeftRight size={16} />,
          run: onSwitchOrganization,
        },
      ],
      [commands, navigation, onSwitchOrganization, t],
    ),
  )

  return (
    <SessionContext value={session}>
      <TitleContext value={organization.name}>
        <a href="#main" className={styles.skip}>
          {t('shell.skip')}
        </a>
        <div className={styles.frame}>
          <header className={styles.top}>
            <Popover
              label={t('shell.organizations')}
              trigger={
                <AriaButton
                  className={cx(styles.organization)}
                  aria-label={t('shell.organization-button', { name: organization.name })}
                >
                  <OrganizationTile {...organization} size={24} />
                  <span className={styles.organizationName}>{organization.name}</span>
                  <ChevronsUpDown size={14} aria-hidden />
                </AriaButton>
              }
            >
              {organizationMenu}
            </Popover>
            <AriaButton className={cx(styles.search)} onPress={() => setOpen('palette')}>
              <Search size={14} aria-hidden />
              <span className={styles.searchWords}>{t('shell.search')}</span>
              <Kbd keys="mod+k" />
            </AriaButton>
            <div className={styles.tools}>
              {hubFilter}
              <span className={styles.help}>
                <IconButton
                  label={t('shell.keys')}
                  keys="?"
                  icon={<CircleHelp size={16} />}
                  onPress={() => setOpen('keys')}
                />
              </span>
              <ProfileMenu
                session={session}
                name={name}
                closed={closed}
                onSwitchOrganization={onSwitchOrganization}
                onInviteColleague={onInviteColleague}
              />
            </div>
          </header>
          <div className={styles.banners}>{banners}</div>
          <Rail navigation={navigation} pathname={pathname} />
          <main id="main" ref={main} tabIndex={-1} className={styles.main}>
            {children}
          </main>
        </div>
        <Suspense>
          {open === 'palette' && <Palette isOpen onClose={() => setOpen(null)} />}
          {open === 'keys' && <KeysDialog isOpen onClose={() => setOpen(null)} />}
        </Suspense>
      </TitleContext>
    </SessionContext>
  )

  function go(href: string) {
    // Through the rail's own link, so that the router, and a form with unsaved changes, have their say.
    document.querySelector<HTMLElement>(`[data-rail] a[href="${CSS.escape(href)}"]`)?.click()
  }
}

const phonePlaces = 4

function Rail({
  navigation,
  pathname,
}: {
  navigation: readonly NavigationItem[]
  pathname: string
}) {
  const { t } = useTranslation()
  const above = navigation.filter(({ below }) => !below)
  const below = navigation.filter((item) => item.below)
  const rest = navigation.length > phonePlaces + 1 ? navigation.slice(phonePlaces) : []
  return (
    <nav aria-label={t('shell.navigation')} className={styles.rail} data-rail="">
      {[above, below].map((items, group) => (
        <ul key={group === 0 ? 'above' : 'below'} className={styles.group}>
          {items.map((item) => (
            <li key={item.id} className={cx(rest.includes(item) && styles.notOnPhone)}>
              <Place
                href={item.href}
                current={isUnder(item.href, pathname)}
                closed={item.closed}
                external={item.external}
                className={cx(styles.place)}
              >
                {item.icon}
                <span className={styles.placeName}>{item.label}</span>
              </Place>
            </li>
          ))}
        </ul>
      ))}
      {rest.length > 0 && (
        <span className={styles.more}>
          <Menu
            placement="top end"
            trigger={
              <AriaButton className={cx(styles.place)}>
                <Ellipsis size={16} />
                <span className={styles.placeName}>{t('shell.more')}</span>
              </AriaButton>
            }
          >
            {rest.map(({ id, label, href, icon, external, closed }) => (
              <MenuItem
                key={id}
                id={id}
                href={href}
                icon={icon}
                disabledReason={closed}
                {...(external && { target: '_blank' })}
              >
                {label}
              </MenuItem>
            ))}
          </Menu>
        </span>
      )}
    </nav>
  )
}

function ProfileMenu({
  session,
  name,
  closed,
  onSwitchOrganization,
  onInviteColleague,
}: {
  session: Session
  name: string
  /** Why one's own pages do not open now. */
  closed: string | null
  onSwitchOrganization: () => void
  onInviteColleague: (() => void) | null
}) {
  const { t, i18n } = useTranslation()
  const [theme, setTheme] = useState(chosenTheme)
  const { slug } = session.organization
  const photoUrl = session.member.photoUrl && pictureUrl(session.member.photoUrl)
  return (
    <Menu
      label={t('shell.profile-menu', { name })}
      trigger={
        <AriaButton className={cx(styles.profile)} aria-label={t('shell.profile-menu', { name })}>
          <Avatar id={session.member.id} name={name} photoUrl={photoUrl} size={24} />
        </AriaButton>
      }
      head={
        <div className={styles.who}>
          <Avatar id={session.member.id} name={name} photoUrl={photoUrl} size={32} />
          <div>
            <p className={styles.whoName}>{name}</p>
            <p className={styles.whoEmail}>{session.email}</p>
          </div>
        </div>
      }
    >
      <MenuItem
        id="profile"
        href={paths.profile(slug)}
        disabledReason={closed}
        icon={<UserRound size={16} />}
      >
        {t('shell.profile')}
      </MenuItem>
      <MenuItem
        id="security"
        href={paths.security(slug)}
        disabledReason={closed}
        icon={<ShieldCheck size={16} />}
      >
        {t('shell.security')}
      </MenuItem>
      <MenuItem
        id="sessions"
        href={paths.sessions(slug)}
        disabledReason={closed}
        icon={<MonitorSmartphone size={16} />}
      >
        {t('shell.sessions')}
      </MenuItem>
      <MenuLine />
      <MenuItem id="switch" icon={<ArrowLeftRight size={16} />} onAction={onSwitchOrganization}>
        {t('shell.switch-organization')}
      </MenuItem>
      {onInviteColleague && (
        <MenuItem id="invite" icon={<UserPlus size={16} />} onAction={onInviteColleague}>
          {t('colleagues.title')}
        </MenuItem>
      )}
      <MenuLine />
      <ChoiceSubmenu
        label={t('shell.language')}
        icon={<Languages size={16} />}
        choices={languages.map((id) => ({ id, label: languageNames[id] }))}
        value={i18n.language}
        onChange={(id) => {
          const language = languages.find((one) => one === id)
          if (language) void chooseLanguage(language)
        }}
      />
      <ChoiceSubmenu
        label={t('shell.theme')}
        icon={<SunMoon size={16} />}
        choices={themes.map((id) => ({ id, label: t(`shell.themes.${id}`) }))}
        value={theme}
        onChange={(id) => {
          const chosen = themes.find((one) => one === id)
          if (!chosen) return
          chooseTheme(chosen)
          setTheme(chosen)
        }}
      />
      <MenuLine />
      <MenuItem id="sign-out" icon={<LogOut size={16} />} onAction={() => void signOut()}>
        {t('shell.sign-out')}
      </MenuItem>
    </Menu>
  )
}

const isUnder = (href: string, pathname: string) =>
  pathname === href || pathname.startsWith(`${href}/`)

/** A new page takes the focus, so that a screen reader starts there and not at the link that is gone. */
function useFocusOnNavigation(pathname: string) {
  const main = useRef<HTMLElement>(null)
  const before = useRef(pathname)
  useEffect(() => {
    if (before.current === pathname) return
    before.current = pathname
    // A tab that was chosen by arrow keys stays where the next arrow goes on from.
    if (document.activeElement?.role === 'tab') return
    main.current?.scrollTo(0, 0)
    let frame = 0
    // A dialog that led here may stand for a moment longer: nothing behind it takes the focus, nor is what opened it left.
    const take = (waited: boolean) => {
      if (main.current?.closest('[inert]')) frame = requestAnimationFrame(() => take(true))
      else if (!waited || document.activeElement === document.body)
        main.current?.focus({ preventScroll: true })
    }
    take(false)
    return () => cancelAnimationFrame(frame)
  }, [pathname])
  return main
}
