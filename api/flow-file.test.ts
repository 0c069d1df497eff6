import { expect, test } from 'vitest'
import { readFlowFile, toFlowFile } from './flow-file.ts'
import { FlowPages } from './flows.ts'

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
const pointersOf = (content: unknown) => {
  const read = readFlowFile(typeof content === 'string' ? content : JSON.stringify(content))
  return 'errors' in read ? read.errors.map(({ pointer, code }) => `${pointer} ${code}`) : []
}
const file = () => JSON.parse(toFlowFile(flow))

test('FL1: a flow that was exported is read back as it was, also with a byte order mark', () => {
  const text = toFlowFile(flow)
  expect(readFlowFile(text)).toEqual({
    file: { format: 'foyer-flow', formatVersion: 1, ...flow },
  })
  expect(readFlowFile(`\ufeff${text}`)).toEqual(readFlowFile(text))
})

test('FL1: what is wrong with a file is said at its place', () => {
  expect(pointersOf('{')).toEqual(['# not-json'])
  expect(pointersOf('null')).toEqual(['# wrong-type'])
  expect(pointersOf({ ...file(), format: 'other' })).toEqual(['#/format not-one-of'])
  expect(pointersOf({ ...file(), formatVersion: 2 })).toEqual(['#/formatVersion not-one-of'])
  expect(pointersOf({ ...file(), more: 1 })).toEqual(['#/more unknown'])
  expect(pointersOf({ ...file(), name: 'Handover' })).toEqual(['#/name invalid'])
  const { pages } = file()
  pages[0].components[1].kind = 'spaceship'
  expect(pointersOf({ ...file(), pages })).toEqual(['#/pages/0/components/1/kind not-one-of'])
  pages[0].components[1].kind = 'text'
  pages[0].components[1].conditions[0].component = 'shape'
  expect(pointersOf({ ...file(), pages })).toEqual([
    '#/pages/0/components/1/conditions/0/component invalid',
  ])
})

test('FL1: a file far larger than any flow is not even parsed', () => {
  expect(pointersOf(' '.repeat(5_000_001))).toEqual(['# too-long'])
})
