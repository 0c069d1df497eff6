import { expect, test } from 'vitest'
import { languages } from '#api/common.ts'
import { FlowPages } from '#api/flows.ts'
import { defaultFlows } from './default-flows.ts'

test.each(languages)(
  'FL1: the six default flows are what a person could have built, in %s',
  (language) => {
    const flows = defaultFlows(language)
    expect(flows.map(({ name }) => name)).toEqual([
      'Pickup',
      'Delivery',
      'Field Sales',
      'Field Canvassing',
      'Home Cleaning',
      'House Inspection',
    ])
    for (const { name, pages } of flows) {
      expect(FlowPages.safeParse(pages).error, name).toBeUndefined()
      expect(pages.length, name).toBeGreaterThan(2)
    }
  },
)

test('FL1: every default flow asks for the same in both languages', () => {
  const ids = (language: (typeof languages)[number]) =>
    defaultFlows(language).map(({ pages }) =>
      pages.flatMap((page) => page.components.map(({ id }) => id)),
    )
  expect(ids('id')).toEqual(ids('en'))
})
