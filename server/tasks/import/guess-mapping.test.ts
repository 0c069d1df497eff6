import { expect, test } from 'vitest'
import { FlowPage } from '#api/flows.ts'
import { guessMapping } from './guess-mapping.ts'

const firstPage = [
  FlowPage.parse({
    title: 'Form',
    components: [
      { id: 'receiver', kind: 'text', title: 'Receiver' },
      { id: 'again', kind: 'text', title: 'Receiver' },
      { id: 'location', kind: 'coordinate', title: 'Location' },
      { id: 'headline', kind: 'text', title: 'Title' },
      { id: 'door', kind: 'photo', title: 'Door' },
    ],
  }),
]

test('TK1: columns are known by their names in both languages, and by what the flow calls its fields', () => {
  const columns = [
    'JUDUL',
    'Start date',
    'Tenggat',
    'Cabang',
    'Assigned to',
    'receiver',
    'AGAIN',
    'Location',
    'Door',
    '',
  ]
  expect(guessMapping(columns, firstPage)).toEqual([
    'title',
    'start',
    'end',
    'hub',
    'assignees',
    'component:receiver',
    'component:again',
    'component:location',
    null,
    null,
  ])
  expect(guessMapping(['Title', 'headline', 'Judul'], firstPage)).toEqual([
    'title',
    'component:headline',
    null,
  ])
})

test('TK1: columns are known as an export calls them, where a title is no name of its own or one of ours', () => {
  const page = FlowPage.parse({
    title: 'Form',
    components: [
      { id: 'start', kind: 'text', title: 'Start' },
      { id: 'one', kind: 'text', title: 'Receiver' },
      { id: 'two', kind: 'text', title: 'Receiver' },
    ],
  })
  const exported = ['assignees', 'assignee names', 'start', 'Start (start)', 'Receiver (one)']
  expect(guessMapping([...exported, 'Receiver (two)'], [page])).toEqual([
    'assignees',
    null,
    'start',
    'component:start',
    'component:one',
    'component:two',
  ])
})
