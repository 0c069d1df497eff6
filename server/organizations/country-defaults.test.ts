import { borders } from '@rapideditor/country-coder'
import { expect, test } from 'vitest'
import { Currency } from '#api/common.ts'
import { countryDefaults } from './country-defaults.ts'

const countries = borders.features.flatMap(({ properties: { iso1A2, isoStatus } }) =>
  iso1A2 && (isoStatus === 'official' || isoStatus === 'usrAssn') ? [iso1A2] : [],
)

test('CR7: every country that a coordinate can lie in has a currency that settings accept', () => {
  expect(countries).toHaveLength(250)
  const dollars = countries.filter((country) => {
    const { currency } = countryDefaults(country)
    expect(Currency.safeParse(currency).success, `${country} ${currency}`).toBe(true)
    return currency === 'USD'
  })
  // US dollars also stand for "unknown": a country missing from the data would show up here.
  expect(dollars.toSorted().join(' ')).toBe('AQ AS BQ EC FM GU IO MH MP PR PW SV TC TL UM US VG VI')
})

test.each([
  ['ID', 'id', 'IDR'],
  ['SG', 'en', 'SGD'],
  ['MY', 'en', 'MYR'],
  ['GB', 'en', 'GBP'],
  ['DE', 'en', 'EUR'],
  ['BG', 'en', 'EUR'],
  ['HR', 'en', 'EUR'],
  ['CH', 'en', 'CHF'],
  ['HK', 'en', 'HKD'],
  ['TL', 'en', 'USD'],
  ['XK', 'en', 'EUR'],
  ['ZW', 'en', 'ZWG'],
  ['CW', 'en', 'XCG'],
])('CR7: %s starts in %s with %s', (country, language, currency) => {
  expect(countryDefaults(country)).toEqual({ language, currency })
})

test.each([null, 'ZZ', 'constructor'])('CR7: %s starts in English with US dollars', (country) => {
  expect(countryDefaults(country)).toEqual({ language: 'en', currency: 'USD' })
})
