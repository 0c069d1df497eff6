import { borders } from '@rapideditor/country-coder'
import { countryName } from './country-name.ts'

/** Every country and territory with an ISO 3166-1 alpha-2 code of its own (and `XK`), unsorted. */
export const countryCodes: string[] = borders.features.flatMap(
  ({ properties: { iso1A2, isoStatus } }) => (iso1A2 && isoStatus !== 'excRes' ? [iso1A2] : []),
)

/** All of them by their names in a language. Large: load it with `import()`, as CountryField does. */
export function countryChoices(language: string): { id: string; label: string }[] {
  const { compare } = new Intl.Collator(language)
  return countryCodes
    .map((id) => ({ id, label: countryName(id, language) }))
    .toSorted((one, other) => compare(one.label, other.label))
}
