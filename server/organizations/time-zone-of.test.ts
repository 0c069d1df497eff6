import { describe, expect, test } from 'vitest'
import { countryOf } from '#server/hubs/country-of.ts'
import { timeZoneOf } from './time-zone-of.ts'

const zoneAt = async (latitude: number, longitude: number) =>
  timeZoneOf(await countryOf({ latitude, longitude }), { latitude, longitude })

describe('CR7: whoever does not say their time zone gets that of the place', () => {
  test.each<[city: string, latitude: number, longitude: number, zone: string]>([
    ['Jakarta', -6.2, 106.8, 'Asia/Jakarta'],
    ['Surabaya, east of where the sun says', -7.25, 112.75, 'Asia/Jakarta'],
    ['Denpasar', -8.65, 115.2, 'Asia/Makassar'],
    ['Jayapura, beside a border', -2.53, 140.7, 'Asia/Jayapura'],
    ['Madrid', 40.4, -3.7, 'Europe/Madrid'],
    ['Lisbon', 38.7, -9.1, 'Europe/Lisbon'],
    ['Saint Petersburg', 59.94, 30.3, 'Europe/Moscow'],
    ['Chengdu', 30.66, 104.06, 'Asia/Shanghai'],
    ['Kolkata', 22.57, 88.36, 'Asia/Kolkata'],
    ['Sydney', -33.9, 151.2, 'Australia/Sydney'],
    ['Brisbane, without summer time', -27.5, 153, 'Australia/Brisbane'],
    ['Atlanta', 33.75, -84.4, 'America/New_York'],
    ['Phoenix, without summer time', 33.45, -112.07, 'America/Phoenix'],
    ['on the ocean', 10, -40, 'UTC'],
  ])('%s', async (_, latitude, longitude, zone) => {
    expect(await zoneAt(latitude, longitude)).toBe(zone)
  })

  test('where no place is known, a zone of the country', () => {
    expect(timeZoneOf('FR', null)).toBe('Europe/Paris')
  })
})
