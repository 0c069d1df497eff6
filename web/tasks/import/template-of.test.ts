import { expect, test } from 'vitest'
import type { Component } from '#api/flows.ts'
import { templateOf } from './template-of.ts'

const component = (id: string, title: string, kind: Component['kind'] = 'text'): Component => ({
  id,
  kind,
  title,
  help: '',
  required: false,
  visible: true,
  conditions: [],
})

test('TK1: an empty file has a column for all that a file can say, each with a name that leads back to it', () => {
  const components = [
    component('receiver', 'Receiver'),
    component('size', 'He said "big", or'),
    component('door', 'Door', 'photo'),
    component('note', 'Note', 'view'),
    component('again', 'RECEIVER'),
    component('headline', 'Title'),
    component('sign', '?'),
  ]
  expect(templateOf({ pages: [{ title: 'Form', components }] })).toBe(
    '\ufeff"title","start","end","hub","assignees","Receiver","He said ""big"", or","again","headline","sign"\r\n',
  )
})
