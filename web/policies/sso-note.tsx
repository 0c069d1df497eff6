import { useQuery } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { query } from '#web/api.ts'
import { paths } from '#web/paths.ts'
import { Note } from '#web/shell/note.tsx'
import { useRefusal, useSession } from '#web/shell/session.ts'
import { Link } from '#web/ui/link.tsx'

interface SsoChoice {
  /** There is no enabled connection, so single sign-on cannot be demanded. */
  none: boolean
  /** An enabled one, where one has come in through none of them oneself. */
  untried: Pick<Connection, 'id' | 'name'> | null
}

/** What keeps from demanding single sign-on; nothing for somebody who may not see the connections: then the server judges. */
export function useSsoChoice(): SsoChoice {
  const refusal = useRefusal('listConnections')
  const { data } = useQuery({ ...query('listConnections'), enabled: refusal === null })
  if (!data) return { none: false, untried: null }
  const enabled = data.items.filter(({ status }) => status === 'enabled')
  const [first] = enabled
  const tried = enabled.some(({ ownSignInAt }) => ownSignInAt !== null)
  return { none: enabled.length === 0, untried: first && !tried ? first : null }
}

/** Says it, with the way to mend it (DR6). */
export function SsoNote({ none, untried, chosen }: SsoChoice & { chosen: boolean }) {
  const { t } = useTranslation()
  const { slug } = useSession().organization
  if (none)
    return (
      <Note icon={<KeyRound size={16} />}>
        {t('policies.sso-none')}{' '}
        <Link href={paths.singleSignOn(slug)}>{t('policies.sso-none-link')}</Link>
      </Note>
    )
  if (!untried || !chosen) return null
  return (
    <Note icon={<KeyRound size={16} />}>
      {t('policies.sso-own')}{' '}
      <Link href={paths.connection(slug, untried.id)}>{t('policies.sso-own-link', untried)}</Link>
    </Note>
  )
}
