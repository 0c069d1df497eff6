import { useTranslation } from 'react-i18next'
import { deviceOf } from './device.ts'

/** "Firefox on Windows", or the client of an API, in the language on screen. */
export function useDeviceWords(): (userAgent: string | null, api?: boolean) => string {
  const { t } = useTranslation()
  return (userAgent, api = false) => {
    const { browser, system } = deviceOf(userAgent)
    if (api) return t('me.sessions.api', { client: browser ?? t('me.sessions.unknown') })
    if (browser && system) return t('me.sessions.device', { browser, system })
    return browser ?? system ?? t('me.sessions.unknown')
  }
}
