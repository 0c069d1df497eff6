import { ExternalLink, KeyRound, Mail, Smartphone } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { StepKind } from '#api/door.ts'
import type { OrganizationRow } from '#api/sessions.ts'
import { Badge } from '#web/ui/badge.tsx'
import { cx } from '#web/ui/cx.ts'
import { OrganizationTile } from '#web/ui/organization-tile.tsx'
import styles from './organization-line.module.css'
import { useOrganizationWords } from './organization-words.ts'

const icons: Record<StepKind, typeof Mail> = {
  password: KeyRound,
  new_password: KeyRound,
  email_otp: Mail,
  totp: Smartphone,
  passkey: KeyRound,
  sso: ExternalLink,
}

/** An organization in a list: tile, name, role, last visit, what its door asks, and at the end what one can do. */
export function OrganizationLine({ row, end }: { row: OrganizationRow; end?: ReactNode }) {
  const { t } = useTranslation()
  const words = useOrganizationWords()
  return (
    <Line
      organization={{ id: row.organizationId, name: row.name, logoUrl: row.logoUrl }}
      badge={row.current && <Badge tone="accent">{t('organizations.current')}</Badge>}
      meta={`${words.role(row)} · ${words.visited(row)}`}
      aside={!row.current && <DoorAsks row={row} />}
      end={end}
    />
  )
}

/** "straight in", or what the door asks with the sign of its first step. */
export function DoorAsks({ row }: { row: Pick<OrganizationRow, 'requires' | 'name'> }) {
  const { asks } = useOrganizationWords()
  const [first] = row.requires
  const Icon = first && icons[first]
  return (
    <span className={cx(styles.asks, !first && styles.open)}>
      {Icon && <Icon size={14} strokeWidth={1.5} aria-hidden />}
      <span>{asks(row)}</span>
    </span>
  )
}

/** The shape that organizations and invitations share. */
export function Line({
  organization,
  badge,
  meta,
  aside,
  end,
}: {
  organization: { id: string; name: string; logoUrl: string | null }
  badge?: ReactNode
  meta: string
  aside?: ReactNode
  end?: ReactNode
}) {
  return (
    <span className={styles.line}>
      <OrganizationTile {...organization} size={32} />
      <span className={styles.words}>
        <span className={styles.title}>
          <span className={styles.name} title={organization.name}>
            {organization.name}
          </span>
          {badge}
        </span>
        <span className={styles.meta}>{meta}</span>
      </span>
      {aside && <span className={styles.aside}>{aside}</span>}
      {end && <span className={styles.end}>{end}</span>}
    </span>
  )
}
