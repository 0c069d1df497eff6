import { createInstance } from 'i18next'
import type { BrowserContextOptions } from 'playwright-core'
import { type Language, languages } from '#api/common.ts'
import en from '#web/locales/en.json'
import id from '#web/locales/id.json'
import { phone } from './browser.ts'

/** What the web application says for a key, with its values. */
export type Words = (key: string, values?: Record<string, unknown>) => string

/** The web application's own words in a language, so that a journey types none of them twice. */
export function wordsIn(language: Language): Words {
  const words = createInstance()
  void words.init({
    lng: language,
    resources: { [language]: { translation: { en, id }[language] } },
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  return (key, values = {}) => {
    if (!words.exists(key, values)) throw new Error(`There are no words for ${key}`)
    return words.t(key, values)
  }
}

/** For journeys that are made in every language: in English at a desk, in Indonesian on a phone. */
export const visitors = languages.map((language) => ({
  language,
  t: wordsIn(language),
  options: (language === 'en' ? {} : { ...phone, locale: 'id-ID' }) satisfies BrowserContextOptions,
}))
