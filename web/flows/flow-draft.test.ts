import { expect, test } from 'vitest'
import { createFlow, FlowPages } from '#api/flows.ts'
import {
  addComponent,
  changeComponent,
  emptyPage,
  idFrom,
  moveTo,
  neighbour,
  toDraft,
  toPages,
} from './flow-draft.ts'

const pages = FlowPages.parse([
  {
    title: 'One',
    components: [
      { id: 'a', kind: 'text', title: 'A' },
      { id: 'b', kind: 'select', title: 'B', options: ['x', 'y'], min: 1, max: 2, required: true },
    ],
  },
  { title: 'Two', components: [{ id: 'c', kind: 'photo', title: 'C', min: 1, max: 3 }] },
])

const order = (all: ReturnType<typeof toPages>) =>
  all.map(({ components }) => components.map(({ id }) => id).join(''))

test('FL1: a flow that is opened and saved is the same flow', () => {
  expect(toPages(toDraft({ name: 'F', pages }).pages)).toEqual(pages)
})

test('FL1: an id follows the title until somebody writes one, and differs from the others', () => {
  const start = [emptyPage('P')]
  const one = addComponent(start, start[0]?.key ?? '', 'text', 'Nama')
  const two = addComponent(one.pages, start[0]?.key ?? '', 'text', 'Nama')
  expect(order(toPages(two.pages))).toEqual(['namanama_2'])
  const renamed = changeComponent(two.pages, two.key, { title: 'Café №1' })
  expect(toPages(renamed)[0]?.components[1]?.id).toBe('cafe_no1')
  const own = changeComponent(renamed, two.key, { id: 'mine' })
  expect(toPages(changeComponent(own, two.key, { title: 'Else' }))[0]?.components[1]?.id).toBe(
    'mine',
  )
})

test('FL1: an id from a title is one that the API takes', () => {
  for (const title of ['写真', '3 rooms', 'x'.repeat(100), '  ', 'Über uns!', 'é__'])
    expect(
      createFlow.body.safeParse({
        name: 'F',
        pages: [
          {
            title: 'P',
            components: [{ id: idFrom(title, 'text', new Set()), kind: 'text', title: 'T' }],
          },
        ],
      }).success,
      title,
    ).toBe(true)
})

test('FL1: a component moves over the edge of its page', () => {
  const { pages: draft } = toDraft({ name: 'F', pages })
  const key = (id: string) =>
    draft.flatMap(({ components }) => components).find((one) => one.id === id)?.key ?? ''
  const down = neighbour(draft, key('b'), 1)
  expect(down).toEqual({ page: 1, at: 0 })
  expect(down && order(toPages(moveTo(draft, key('b'), down)))).toEqual(['a', 'bc'])
  const up = neighbour(draft, key('c'), -1)
  expect(up && order(toPages(moveTo(draft, key('c'), up)))).toEqual(['abc', ''])
  expect(neighbour(draft, key('a'), -1)).toBeNull()
  expect(neighbour(draft, key('c'), 1)).toBeNull()
})

test('FL1: only what its kind knows is saved of a component', () => {
  const { pages: draft } = toDraft({ name: 'F', pages })
  const key = draft[0]?.components[1]?.key ?? ''
  const saved = toPages(changeComponent(draft, key, { kind: 'view' }))[0]?.components[1]
  expect(saved).toEqual({
    id: 'b',
    kind: 'view',
    title: 'B',
    help: '',
    required: false,
    visible: true,
  })
})
