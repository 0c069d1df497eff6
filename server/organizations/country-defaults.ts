import currencies from 'country-to-currency'
import { type Language, languages } from '#api/common.ts'

/** What an organization starts with: a language that Foyer speaks and an ISO 4217 currency. */
export interface CountryDefaults {
  language: Language
  currency: string
}

const currencyOf = new Map<string, string>(Object.entries(currencies))
const elsewhere: CountryDefaults = { language: 'en', currency: 'USD' }

/**
 * Defaults of a new organization by ISO 3166-1 alpha-2 (CR7): the language that most people there
 * read, where Foyer has it, else English; English and US dollars where there is no country.
 */
export function countryDefaults(country: string | null): CountryDefaults {
  const currency = country === null ? undefined : currencyOf.get(country)
  return country === null || currency === undefined
    ? elsewhere
    : { language: languageOf(country), currency }
}

/** By the Unicode CLDR's likely subtags, which are part of the runtime. */
function languageOf(country: string): Language {
  const likely = new Intl.Locale('und', { region: country }).maximize().language
  return languages.find((language) => language === likely) ?? elsewhere.language
}
