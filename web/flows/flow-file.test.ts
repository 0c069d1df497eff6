import { expect, test } from 'vitest'
import { FlowPages } from '#api/flows.ts'
import { fileNameOf, readFlowFile, toFlowFile } from './flow-file.ts'

const flow = {
  name: 'Survey',
  pages: FlowPages.parse([
    {
      title: 'One',
      components: [
        { id: 'colour', kind: 'select', title: 'Colour', options: ['Red', 'Blue'] },
        {
          id: 'why',
          kind: 'long_text',
          title: 'لماذا 👋🏽',
          conditions: [{ component: 'colour', options: ['Red'], action: 'show' }],
        },
      ],
    },
  ]),
}
const file = () => JSON.parse(toFlowFile(flow))
const faults = (content: unknown) => {
  const read = readFlowFile(typeof content === 'string' ? content : JSON.stringify(content))
  return 'faults' in read ? read.faults : read
}
const second = (patch: object) => {
  const { pages, ...rest } = file()
  Object.assign(pages[0].components[1], patch)
  return { ...rest, pages }
}

test('FL1: a flow that was exported is read back as it was, also with a byte order mark', () => {
  const text = toFlowFile(flow)
  expect(readFlowFile(text)).toEqual({
    flow: { format: 'foyer-flow', formatVersion: 1, ...flow },
  })
  expect(readFlowFile(`\ufeff${text}`)).toEqual(readFlowFile(text))
})

test('FL1: what is wrong with a file is said by page and component, in words that are translated', () => {
  expect(faults('{')).toEqual({ notJson: true })
  expect(faults({ ...file(), formatVersion: 2 })).toMatchObject([
    { page: null, field: 'formatVersion', words: 'field-errors.not-one-of' },
  ])
  expect(faults(second({ kind: 'spaceship' }))).toMatchObject([
    {
      page: 1,
      pageTitle: 'One',
      component: 2,
      componentTitle: 'لماذا 👋🏽',
      field: 'kind',
      words: 'field-errors.not-one-of',
    },
  ])
  expect(faults(second({ title: '' }))).toMatchObject([
    { component: 2, componentTitle: null, field: 'title', words: 'field-errors.required' },
  ])
  expect(faults(second({ id: 'colour' }))).toMatchObject([
    { field: 'id', words: 'flows.problems.id-twice' },
  ])
  expect(
    faults(second({ conditions: [{ component: 'why', options: ['x'], action: 'show' }] })),
  ).toMatchObject([{ field: 'conditions/0/component', words: 'flows.problems.source-later' }])
  expect(faults(second({ colour: 1 }))).toMatchObject([
    { words: 'flows.import.unknown-keys', values: { keys: 'colour' } },
  ])
  expect(faults(null)).toMatchObject([{ page: null, field: '', words: 'field-errors.wrong-type' }])
})

test('FL1: a file is called as its flow, in any script', () => {
  expect(['Field Sales', '写真 2', '…'].map(fileNameOf)).toEqual([
    'field-sales.flow.json',
    '写真-2.flow.json',
    'flow.flow.json',
  ])
})
