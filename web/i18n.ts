import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { type Language, languages } from '#api/common.ts'

/** How each language calls itself. */
export const languageNames: Record<Language, string> = { en: 'English', id: 'Bahasa Indonesia' }

const storageKey = 'foyer.language'
const load: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./locales/en.json'),
  id: () => import('./locales/id.json'),
}

const known = (tag: string | null | undefined): Language | null =>
  languages.find((language) => tag?.toLowerCase().split('-')[0] === language) ?? null

/** The first language that we speak of those wished for: this browser's choice, the member's, the organization's, the browser's own. */
export function preferredLanguage(...wishes: (string | null | undefined)[]): Language {
  const all = [localStorage.getItem(storageKey), ...wishes, ...navigator.languages]
  return all.map(known).find((language) => language !== null) ?? 'en'
}

/** Starts with the language that is wished for; only that one is fetched, the other has the same keys. */
export async function startTranslation(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'cimode',
    fallbackLng: false,
    resources: {},
    returnNull: false,
    interpolation: { escapeValue: false },
  })
  await show(preferredLanguage())
}

/** Shows a language without remembering it: the member's or the organization's, once they are known. */
export async function show(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await load[language]()).default)
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  document.documentElement.dir = i18next.dir(language)
}

/** Chooses a language for this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language)
  await show(language)
}
