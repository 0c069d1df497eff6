import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Choice } from '#web/ui/select.tsx'

/** Every currency (ISO 4217) by its name in the language on screen: "Indonesian Rupiah", IDR. */
export function useCurrencyChoices(): Choice[] {
  const { i18n } = useTranslation()
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'currency' })
    return Intl.supportedValuesOf('currency')
      .map((id) => ({ id, label: `${names.of(id) ?? id} (${id})` }))
      .toSorted((a, b) => a.label.localeCompare(b.label, i18n.language))
  }, [i18n.language])
}

/** Every time zone (IANA) with its distance from UTC now; `known` joins the list if the browser lacks it. */
export function useTimeZoneChoices(known: string | null): Choice[] {
  const { i18n } = useTranslation()
  return useMemo(() => {
    const zones = new Set(Intl.supportedValuesOf('timeZone')).add('UTC')
    if (known) zones.add(known)
    return [...zones].toSorted().map((id) => ({
      id,
      label: id.replaceAll('_', ' '),
      description: zoneOffset(id, i18n.language),
    }))
  }, [i18n.language, known])
}

function zoneOffset(timeZone: string, language: string): string | undefined {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longOffset' })
  return parts.formatToParts().find(({ type }) => type === 'timeZoneName')?.value
}
