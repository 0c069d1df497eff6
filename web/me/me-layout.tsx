import { Outlet, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import { useSession } from '#web/shell/session.ts'
import { SettingsLayout } from '#web/shell/settings-layout.tsx'

/** The pages about oneself: profile here, security and sessions. */
export function MeLayout() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const { slug } = useSession().organization
  return (
    <SettingsLayout
      heading={t('me.heading')}
      pathname={pathname}
      pages={[
        { id: 'profile', label: t('me.profile.heading'), href: paths.profile(slug), exact: true },
        { id: 'security', label: t('me.security.heading'), href: paths.security(slug) },
        { id: 'sessions', label: t('me.sessions.heading'), href: paths.sessions(slug) },
      ]}
    >
      <Outlet />
    </SettingsLayout>
  )
}
