import { expect, test } from 'vitest'
import { createFlow, FlowPages } from '#api/flows.ts'
import {
  addComponent,
  allComponents,
  changeComponent,
  type DraftPage,
  duplicateComponent,
  duplicatePage,
  emptyPage,
  idFrom,
  movePageTo,
  moveTo,
  neighbour,
  toDraft,
  toPages,
} from './flow-draft.ts'

const pages = FlowPages.parse([
  {
    title: 'One',
    components: [
      { id: 'a', kind: 'text', title: 'A', maxLength: 20 },
      {
        id: 'b',
        kind: 'select',
        title: 'B',
        options: ['x', 'y', 'z'],
        min: 1,
        max: 2,
        required: true,
        appearance: 'buttons',
        default: 'x',
      },
    ],
  },
  {
    title: 'Two',
    components: [
      {
        id: 'c',
        kind: 'photo',
        title: 'C',
        min: 1,
        max: 3,
        conditions: [
          { component: 'b', options: ['x', 'z'], action: 'show' },
          { component: 'b', options: ['z'], action: 'require' },
        ],
      },
      { id: 'd', kind: 'number', title: 'D', minimum: 0, maximum: 9.5, unit: 'kg' },
    ],
  },
])

const open = () => toDraft({ name: 'F', pages }).pages
const key = (draft: readonly DraftPage[], id: string) =>
  allComponents(draft).find((one) => one.id === id)?.key ?? ''
const saved = (draft: readonly DraftPage[], id: string) =>
  toPages(draft)
    .flatMap(({ components }) => components)
    .find((one) => one.id === id)
const order = (all: readonly DraftPage[]) =>
  all.map(({ components }) => components.map(({ id }) => id).join(''))

test('FL1: a flow that is opened and saved is the same flow', () => {
  expect(toPages(open())).toEqual(pages)
})

test('FL1: an id follows the title until somebody writes one, and differs from the others', () => {
  const start = [emptyPage('P')]
  const one = addComponent(start, { page: 0, at: 0 }, 'text', 'Nama')
  const two = addComponent(one.pages, { page: 0, at: 1 }, 'text', 'Nama')
  expect(order(two.pages)).toEqual(['namanama_2'])
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
  const draft = open()
  const down = neighbour(draft, key(draft, 'b'), 1)
  expect(down).toEqual({ page: 1, at: 0 })
  expect(down && order(moveTo(draft, key(draft, 'b'), down))).toEqual(['a', 'bcd'])
  const up = neighbour(draft, key(draft, 'c'), -1)
  expect(up && order(moveTo(draft, key(draft, 'c'), up))).toEqual(['abc', 'd'])
  expect(neighbour(draft, key(draft, 'a'), -1)).toBeNull()
  expect(neighbour(draft, key(draft, 'd'), 1)).toBeNull()
  expect(order(movePageTo(draft, draft[1]?.key ?? '', 0))).toEqual(['cd', 'ab'])
})

test('FL1: only what its kind knows is saved of a component', () => {
  const draft = open()
  expect(saved(changeComponent(draft, key(draft, 'b'), { kind: 'view' }), 'b')).toEqual({
    id: 'b',
    kind: 'view',
    title: 'B',
    help: '',
    required: false,
    visible: true,
    conditions: [],
  })
  expect(saved(changeComponent(draft, key(draft, 'd'), { kind: 'text' }), 'd')).not.toHaveProperty(
    'unit',
  )
})

test('FL1: conditions and defaults follow an option that is renamed, and an id that is', () => {
  const draft = open()
  const select = key(draft, 'b')
  const options = allComponents(draft)
    .find((one) => one.key === select)
    ?.options.map((option) => (option.label === 'x' ? { ...option, label: 'ex' } : option))
  const renamed = changeComponent(draft, select, { id: 'bee', ...(options && { options }) })
  expect(saved(renamed, 'bee')?.default).toBe('ex')
  expect(saved(renamed, 'c')?.conditions).toEqual([
    { component: 'bee', options: ['ex', 'z'], action: 'show' },
    { component: 'bee', options: ['z'], action: 'require' },
  ])
})

test('FL1: a copy of a component has an id of its own, and asks the same choices', () => {
  const draft = open()
  const copy = duplicateComponent(draft, key(draft, 'c'), 'C again')
  expect(order(copy.pages)).toEqual(['ab', 'cc_againd'])
  expect(saved(copy.pages, 'c_again')?.conditions).toEqual(saved(draft, 'c')?.conditions)
})

test('FL1: a copy of a page asks its own choices, not those that it was copied from', () => {
  const draft = moveTo(open(), key(open(), 'none'), { page: 0, at: 0 })
  const joined = moveTo(draft, key(draft, 'c'), { page: 0, at: 2 })
  const copy = duplicatePage(joined, joined[0]?.key ?? '', 'One again')
  expect(copy.pages.map(({ title }) => title)).toEqual(['One', 'One again', 'Two'])
  expect(order(copy.pages)).toEqual(['abc', 'a_2b_2c_2', 'd'])
  expect(saved(copy.pages, 'c_2')?.conditions).toEqual([
    { component: 'b_2', options: ['x', 'z'], action: 'show' },
    { component: 'b_2', options: ['z'], action: 'require' },
  ])
  expect(FlowPages.safeParse(toPages(copy.pages)).success).toBe(true)
})
