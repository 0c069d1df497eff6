import { borders } from '@rapideditor/country-coder'
import { expect, test } from 'vitest'
import { countryOf } from './country-of.ts'

const places: [string, number, number, string | null][] = [
  ['Jakarta', -6.2, 106.816, 'ID'],
  ['Singapore', 1.3521, 103.8198, 'SG'],
  ['Johor Bahru, 20 km from Singapore', 1.4927, 103.7414, 'MY'],
  ['London', 51.5072, -0.1276, 'GB'],
  ['Null Island', 0, 0, null],
  ['the middle of the Pacific', -40, -130, null],
  ['the Bering Sea on 180°', 58, 180, null],
  ['the north pole', 90, 0, null],
  ['the south pole', -90, 0, 'AQ'],
  ['the south pole, written at 180°', -90, 180, 'AQ'],
  ['Chukotka, just east of 180°', 68.98, -179.999, 'RU'],
  ['Chukotka on 180°', 68.98, 180, 'RU'],
  ['Chukotka on −180°', 68.98, -180, 'RU'],
  ['Taveuni on 180°', -16.8, 180, 'FJ'],
  ['Taveuni on −180°', -16.8, -180, 'FJ'],
  ['Hong Kong, a territory with its own code and currency', 22.3, 114.17, 'HK'],
  ['San Juan, Puerto Rico', 18.4, -66.1, 'PR'],
  ['Nuuk, Greenland', 64.18, -51.7, 'GL'],
  ['Ceuta, which has only a reserved code', 35.89, -5.31, 'ES'],
  ['Santa Cruz de Tenerife', 28.46, -16.25, 'ES'],
  ['Ascension Island', -7.94, -14.36, 'SH'],
  ['Sark', 49.43, -2.36, 'GG'],
  ['Vatican City', 41.903, 12.453, 'VA'],
  ['Baarle-Hertog, an enclave', 51.44, 4.93, 'BE'],
  ['Strasbourg, on the border', 48.58, 7.75, 'FR'],
  ['Kehl, across the Rhine', 48.57, 7.81, 'DE'],
  ['Pristina', 42.66, 21.16, 'XK'],
  ['Taipei', 25.03, 121.56, 'TW'],
  ['Bir Tawil, claimed by nobody', 21.87, 33.7, null],
  ['Northern Nicosia, which has no code', 35.2, 33.36, null],
]

test.each(places)('CR7: %s', async (_name, latitude, longitude, country) => {
  expect(await countryOf({ latitude, longitude })).toBe(country)
})

test('CR7: what is found anywhere is a code that ISO 3166-1 gives, or XK', async () => {
  const given = new Set(
    borders.features.flatMap(({ properties: { iso1A2, isoStatus } }) =>
      isoStatus === 'official' ? [iso1A2] : [],
    ),
  )
  expect(given.size).toBe(249)
  for (let latitude = -90; latitude <= 90; latitude += 1.5)
    for (let longitude = -180; longitude <= 180; longitude += 1.5) {
      const country = await countryOf({ latitude, longitude })
      expect(country === null || country === 'XK' || given.has(country), `${country}`).toBe(true)
    }
})
