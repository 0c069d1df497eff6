import { expect, test } from 'vitest'
import { fromLocal, toLocal } from './local-time.ts'

test.each([
  ['ahead of UTC', '2026-03-31T08:30:00', 'Asia/Jakarta', '2026-03-31T01:30:00.000Z'],
  ['behind it', '2026-03-31T08:30:00', 'America/St_Johns', '2026-03-31T11:00:00.000Z'],
  ['in UTC', '2026-03-31T08:30:00', 'UTC', '2026-03-31T08:30:00.000Z'],
  ['in winter', '2026-01-31T08:30:00', 'Europe/Berlin', '2026-01-31T07:30:00.000Z'],
  ['just before summer time', '2026-03-29T01:59:00', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
  ['never shown', '2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['just after it', '2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['shown twice', '2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['after that', '2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
  ['without its midnight', '2026-04-24T00:30:00', 'Africa/Cairo', '2026-04-23T22:30:00.000Z'],
])('a time %s', (_, local, zone, moment) => {
  expect(fromLocal(local, zone).toISOString()).toBe(moment)
})

test('a moment is written with the offset of its place, and read again by it', () => {
  const moment = new Date('2026-07-31T22:15:07.000Z')
  expect(toLocal(moment, 'Asia/Kolkata')).toBe('2026-08-01T03:45:07+05:30')
  expect(toLocal(moment, 'America/St_Johns')).toBe('2026-07-31T19:45:07-02:30')
  for (const zone of ['UTC', 'Asia/Jakarta', 'Pacific/Chatham'])
    expect(new Date(toLocal(moment, zone))).toEqual(moment)
})
