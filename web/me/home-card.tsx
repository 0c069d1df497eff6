import { House } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '#web/shell/session.ts'
import { Badge } from '#web/ui/badge.tsx'
import { Button } from '#web/ui/button.tsx'
import { type Security, SecurityCard } from './security-card.tsx'

/** The organization whose administrators may begin a reset for this person; or that none may (PW3, PW5). */
export function HomeCard({ home, onName }: Pick<Security, 'home'> & { onName: () => void }) {
  const { t } = useTranslation()
  const { organization } = useSession()
  const name = home.organizationName
  return (
    <SecurityCard
      icon={<House size={16} aria-hidden />}
      title={t('me.security.home.title')}
      badge={
        name && (
          <Badge tone={home.here ? 'accent' : 'neutral'}>
            {t(home.here ? 'me.security.home.here' : 'me.security.home.elsewhere')}
          </Badge>
        )
      }
      state={
        name ? (
          <>
            <strong>{name}</strong>
            <br />
            {t('me.security.home.means', { name })}
            {!home.here && ` ${t('me.security.home.not-here', { name: organization.name })}`}
          </>
        ) : (
          t('me.security.home.none')
        )
      }
      actions={home.mayBeNamed && <Button onPress={onName}>{t('me.security.home.name')}</Button>}
    />
  )
}
