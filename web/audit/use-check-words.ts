import { useTranslation } from 'react-i18next'
import type { checkAuditChain } from '#api/audit.ts'
import type { Returned } from '#api/route.ts'
import { useFormat } from '#web/ui/format.ts'

/** What a check of the chain has found. */
export function useCheckWords(): (check: Returned<typeof checkAuditChain>) => string {
  const { t } = useTranslation()
  const format = useFormat()
  return ({ links, events, broken }) =>
    broken
      ? t(`audit.chain.broken.${broken.reason}`, { number: format.number(broken.number) })
      : t('audit.chain.whole', { links: format.number(links), events: format.number(events) })
}
