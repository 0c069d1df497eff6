import { createContext, use } from 'react'
import { useTranslation } from 'react-i18next'
import type { Client } from '#api/client.ts'
import { type Api, api } from '#api/index.ts'

/** Who one is here: organization, member, role, permissions. */
export type Session = Awaited<ReturnType<Client['getSession']>>

export const SessionContext = createContext<Session | null>(null)

/** The session of the organization on screen; only inside the frame. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession is for pages inside an organization')
  return session
}

/** Until when a break-glass code holds this session open, although the door is shut (DR6); null in any other session. */
export function glassOf({ missing, breakGlassUntil }: Session): string | null {
  const open = breakGlassUntil !== null && Date.parse(breakGlassUntil) > Date.now()
  return open && missing.length > 0 ? breakGlassUntil : null
}

/**
 * Why an operation is not open to this member, for `disabledReason`; null where it is. The rule is the one that
 * the contract declares and the server enforces, so no page writes a permission down.
 */
export function useRefusal(operation: keyof Api): string | null {
  const { permissions, role } = useSession()
  const { t } = useTranslation()
  const { access } = api[operation]
  if (!access.includes(':') || permissions.includes(access)) return null
  return t('shell.not-permitted', {
    role: role.template ? t(`roles.templates.${role.template}`) : role.name,
    permission: t(`permissions.${access.replace(':', '.')}`),
  })
}
