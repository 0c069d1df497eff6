import { useTranslation } from 'react-i18next'

/** What an action of the audit log means, such as `user.suspended`; its stable name where there are no words for it. */
export function useAuditWords(): (action: string) => string {
  const { t } = useTranslation()
  return (action) => t(`audit-actions.${action}`, { defaultValue: action })
}
