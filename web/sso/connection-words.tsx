import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Connection } from '#api/sso.ts'
import { Badge } from '#web/ui/badge.tsx'
import { useFormat } from '#web/ui/format.ts'

const tones = { draft: 'neutral', enabled: 'green', disabled: 'amber' } as const

/** Whether people can sign in through a connection, in a word. */
export function StatusBadge({ status }: Pick<Connection, 'status'>) {
  const { t } = useTranslation()
  return <Badge tone={tones[status]}>{t(`sso.status.${status}`)}</Badge>
}

/** Providers replace certificates with weeks to spare: then it is time. */
const warnWithinDays = 30

/** That the provider's last certificate ends soon, or has ended; null while there is time. */
export function CertificateBadge({
  certificateExpiresAt,
}: Pick<Connection, 'certificateExpiresAt'>) {
  const { t } = useTranslation()
  const format = useFormat()
  const [now] = useState(Date.now)
  if (!certificateExpiresAt) return null
  const days = (Date.parse(certificateExpiresAt) - now) / 86_400_000
  if (days > warnWithinDays) return null
  return days <= 0 ? (
    <Badge tone="red">{t('sso.certificate-ended')}</Badge>
  ) : (
    <Badge tone="amber">
      {t('sso.certificate-ends', { time: format.relative(certificateExpiresAt) })}
    </Badge>
  )
}
