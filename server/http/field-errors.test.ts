import { expect, test } from 'vitest'
import { z } from 'zod'
import { Currency, HubId, Slug, Time } from '#api/common.ts'
import { createCustomModule } from '#api/roles.ts'
import { fieldErrors } from './field-errors.ts'

const said = (schema: z.ZodType, value: unknown) => {
  const { error } = z.object({ it: schema }).safeParse({ it: value })
  return fieldErrors('body', error?.issues ?? []).map(({ code, detail }) => `${code}: ${detail}`)
}

test.each<[schema: z.ZodType, value: string, words: string]>([
  [Time, 'yesterday', 'is not a time such as 2026-03-01T12:00:00Z'],
  [HubId, '7', 'is not an id'],
  [createCustomModule.body.shape.url, 'wiki', 'is not a web address'],
  [Slug, 'My place', 'takes small letters, digits, and hyphens between them'],
  [Currency, 'usd', 'is not a currency code'],
  [z.string().regex(/^x$/), 'y', 'has another form'],
])('IN1: what has the wrong form is said in words, never in a pattern', (schema, value, words) => {
  expect(said(schema, value)).toEqual([`wrong-format: ${words}`])
})
