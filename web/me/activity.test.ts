import { expect, test } from 'vitest'
import { identityEvents } from '#api/authenticators.ts'
import en from '#web/locales/en.json' with { type: 'json' }
import id from '#web/locales/id.json' with { type: 'json' }

test.each([
  ['en', en],
  ['id', id],
])('every event of an identity has its words: %s', (_language, { me }) => {
  expect(Object.keys(me.security.events).toSorted()).toEqual(identityEvents.toSorted())
})
