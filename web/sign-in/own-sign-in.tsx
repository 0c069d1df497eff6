import { useTranslation } from 'react-i18next'
import { SsoButtons } from '#web/shell/sso-buttons.tsx'
import { useSsoNews } from '#web/shell/use-sso-news.ts'
import type { useSsoStart } from '#web/shell/use-sso-start.ts'
import { Link } from '#web/ui/link.tsx'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import styles from './sign-in.module.css'
import type { OwnDoor } from './use-own-sign-in.ts'

interface Props {
  door: OwnDoor
  sso: ReturnType<typeof useSsoStart>
  /** It stands in place of the password, with a way back to it; else beside it. */
  onUsePassword: (() => void) | null
}

/** The sign-in of an organization's own, on the page where everybody signs in. */
export function OwnSignIn({ door, sso, onUsePassword }: Props) {
  const { t } = useTranslation()
  const { organization, connections, by } = door
  const reason = useSsoNews(connections)
  return (
    <div className={styles.own}>
      <p className={styles.whose}>
        {!onUsePassword && <OrganizationTile {...organization} size={24} />}
        {t(by === 'email' ? 'sign-in.leads-to' : 'sign-in.page-of', { name: organization.name })}
      </p>
      <SsoButtons
        connections={connections}
        organizationName={organization.name}
        sso={sso}
        reason={reason}
        kind={onUsePassword ? 'primary' : 'secondary'}
        autoFocus={onUsePassword !== null}
      />
      {onUsePassword && (
        <p className={styles.ways}>
          <Link onPress={onUsePassword}>{t('sign-in.use-password')}</Link>
        </p>
      )}
    </div>
  )
}
