import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '#api/audit.ts'
import { useAuditWords } from '#web/shell/use-audit-words.ts'
import { useTimeZone } from '#web/shell/use-time-zone.ts'
import { useFormat } from '#web/ui/format.ts'
import { readDetails, type ShownDetail } from './read-details.ts'

/** The details of events in the language on screen, their times in the zone of the page. */
export function useDetails(): (event: AuditEvent) => ShownDetail[] {
  const { t, i18n } = useTranslation()
  const format = useFormat(useTimeZone())
  const action = useAuditWords()
  const means = { t, language: i18n.language, format, action }
  return (event) => readDetails(event, means)
}
