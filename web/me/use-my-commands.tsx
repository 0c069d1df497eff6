import { KeyRound, MonitorSmartphone, ShieldCheck, Smartphone, UserRound } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { paths } from '#web/paths.ts'
import type { Command } from '#web/shell/commands.ts'

/** ⌘K: the pages about oneself, and what people come to them for. */
export function useMyCommands(slug: string): Command[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const section = t('me.heading')
    return [
      {
        id: 'me.profile',
        section,
        label: t('shell.profile'),
        href: paths.profile(slug),
        icon: <UserRound size={16} />,
      },
      {
        id: 'me.security',
        section,
        label: t('shell.security'),
        href: paths.security(slug),
        icon: <ShieldCheck size={16} />,
      },
      {
        id: 'me.password',
        section,
        label: t('me.security.password.change'),
        href: paths.security(slug, 'password'),
        icon: <KeyRound size={16} />,
      },
      {
        id: 'me.authenticator',
        section,
        label: t('me.security.authenticator.command'),
        words: 'TOTP 2FA MFA OTP',
        href: paths.security(slug, 'authenticator'),
        icon: <Smartphone size={16} />,
      },
      {
        id: 'me.sessions',
        section,
        label: t('shell.sessions'),
        href: paths.sessions(slug),
        icon: <MonitorSmartphone size={16} />,
      },
    ]
  }, [slug, t])
}
