import { expect, test } from 'vitest'
import { languages } from '#api/common.ts'
import { judgeComponents } from '#api/conditions.ts'
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

test.each(languages)(
  'FL1: Delivery in %s asks why nothing was delivered, and for a signature only of the recipient',
  (language) => {
    const { pages = [] } = defaultFlows(language).find(({ name }) => name === 'Delivery') ?? {}
    const options = pages[1]?.components.find(({ id }) => id === 'result')?.options ?? []
    const asked = (result: string | undefined) => {
      const judged = judgeComponents(pages, { result })
      return ['reason', 'neighbour', 'recipient_signature', 'proof_photos'].filter(
        (id) => judged.get(id)?.required,
      )
    }
    expect(options.map(asked)).toEqual([
      ['recipient_signature', 'proof_photos'],
      ['neighbour', 'proof_photos'],
      ['reason'],
    ])
    expect(asked(undefined)).toEqual([])
  },
)

test('FL1: every field of a default flow is shown by some answers', () => {
  for (const { name, pages } of defaultFlows('en')) {
    const components = pages.flatMap(({ components }) => components)
    const sources = new Set(components.flatMap((c) => c.conditions.map((one) => one.component)))
    const steering = components.filter(({ id }) => sources.has(id))
    expect(steering.length, name).toBeGreaterThan(0)
    const shown = new Set<string>()
    const walk = (values: Record<string, string>, rest: typeof steering): void => {
      const [first, ...others] = rest
      if (!first) {
        for (const [id, judged] of judgeComponents(pages, values)) if (judged.shown) shown.add(id)
        return
      }
      for (const option of first.options ?? []) walk({ ...values, [first.id]: option }, others)
    }
    walk({}, steering)
    expect(
      components.filter(({ id }) => !shown.has(id)).map(({ id }) => id),
      name,
    ).toEqual([])
  }
})
