import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '#api/audit.ts'

/** Who did something, or to whom it was done: a name, somebody who is gone without one, or nobody of the organization. */
export function useWhoWords(): (who: AuditEvent['actor']) => string {
  const { t } = useTranslation()
  return (who) => (who ? (who.name ?? t('audit.gone')) : t('audit.foyer'))
}
