/** Name of a country (ISO 3166-1 alpha-2) in the reader's language, from the browser; else its code. */
export const countryName = (country: string, language: string): string =>
  new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(country) ?? country
