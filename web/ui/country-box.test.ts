import { expect, test } from 'vitest'
import { countryBox } from './country-box.ts'
import { countryCodes } from './country-choices.ts'

test('HB1: every country can be looked for, and is somewhere on the map', () => {
  expect(countryCodes).toHaveLength(250)
  for (const country of countryCodes) {
    expect(countryBox(country), country).not.toBeNull()
    const [[south, west], [north, east]] = countryBox(country)!
    expect(north > south && east > west && Math.abs(west + east) <= 360, country).toBe(true)
  }
  expect(countryBox('ZZ')).toBeNull()
})

test.each<[string, string, [number, number], [number, number] | null]>([
  ['Indonesia with all its islands', 'ID', [-8.5, 140.6], [14, 121]],
  ['France without Guiana', 'FR', [48.9, 2.3], [4, -53]],
  ['Portugal without the Azores', 'PT', [38.7, -9.1], [37.7, -25.7]],
  ['Norway without Svalbard', 'NO', [59.9, 10.7], [78.2, 15.6]],
  ['New Zealand', 'NZ', [-41.3, 174.8], [-44, -176.5]],
  ['Fiji on one side of 180° or the other', 'FJ', [-17.7, 178], [0, 0]],
  ['Russia', 'RU', [55.7, 37.6], [50, 10]],
  ['Chile without Easter Island', 'CL', [-33.4, -70.7], [-27.1, -109.4]],
  ['the United States', 'US', [38.9, -77], [19.7, -155]],
  ['Tuvalu, too small to be drawn', 'TV', [-8.5, 179.2], [0, 0]],
])('HB1: the search shows %s', (_name, country, inside, outside) => {
  const [[south, west], [north, east]] = countryBox(country)!
  const holds = ([latitude, longitude]: [number, number]) =>
    latitude > south && latitude < north && longitude > west && longitude < east
  expect(holds(inside)).toBe(true)
  expect(outside && holds(outside)).toBe(false)
})
