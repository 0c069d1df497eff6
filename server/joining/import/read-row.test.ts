import { expect, test } from 'vitest'
import type { FieldId, HubId, RoleId } from '#api/common.ts'
import type { Field } from '#api/fields.ts'
import { type ImportContext, readRow } from './read-row.ts'

const field = (kind: Field['kind'], n: number): Field => ({
  id: `0199f2f0-0000-7000-8000-00000000000${n}` as FieldId,
  name: kind,
  help: '',
  kind,
  options: kind.endsWith('choice')
    ? [
        { id: 's', label: 'Small' },
        { id: 'l', label: 'Large' },
      ]
    : [],
  required: false,
  visibility: 'members',
})
const [number, date, single, multiple] = [
  field('number', 1),
  field('date', 2),
  field('single_choice', 3),
  field('multiple_choice', 4),
] as const
const context: ImportContext = {
  roles: new Map([['planner', 'r' as RoleId]]),
  hubs: new Map([
    ['north', 'n' as HubId],
    ['south', 's' as HubId],
  ]),
  fields: [number, date, single, multiple],
}
const read = (cells: Record<string, string>) =>
  readRow({ line: 7, cells: Object.values(cells) }, Object.keys(cells), context)

test('US1, US4: what turns the direction of text is no part of a name, nor in the way of finding one', () => {
  const { row, errors } = read({
    firstName: '\u202eAnn\u202c',
    lastName: ' \u202e ',
    role: '\u2068Planner\u2069',
    hubs: '\u2068North\u2069; \u2068South\u2069',
  })
  expect(errors).toEqual([])
  expect(row).toMatchObject({ firstName: 'Ann', lastName: null, roleId: 'r', hubIds: ['n', 's'] })
})

test('US4: a row is read by what its columns are; empty cells say nothing', () => {
  const { row, errors } = read({
    email: ' Ann@EXAMPLE.test ',
    employeeId: 'E1',
    firstName: 'Ann',
    lastName: '',
    role: 'PLANNER',
    hubs: 'North; south|north',
    [`field:${number.id}`]: '1,5',
    [`field:${date.id}`]: '3.4.2026',
    [`field:${single.id}`]: 'small',
    [`field:${multiple.id}`]: 'Large;Small',
  })
  expect(errors).toEqual([])
  expect(row).toMatchObject({
    line: 7,
    email: 'ann@example.test',
    employeeId: 'E1',
    firstName: 'Ann',
    lastName: null,
    title: null,
    roleId: 'r',
    hubIds: ['n', 's'],
  })
  expect([...row.answers.values()]).toEqual([1.5, '2026-04-03', 's', ['s', 'l']])
})

test('US4: everything that is wrong with a row is said, by column', () => {
  const { errors } = read({
    email: 'nobody',
    phone: 'call me',
    role: 'King',
    hubs: 'North;East',
    title: 'x'.repeat(101),
    lastName: 'a\nb',
    [`field:${number.id}`]: 'many',
    [`field:${date.id}`]: '31/02/2026',
    [`field:${single.id}`]: 'Medium',
  })
  expect(errors.map(({ column, reason }) => [column, reason])).toEqual([
    [0, 'not-an-email'],
    [1, 'not-a-phone-number'],
    [2, 'no-such-role'],
    [3, 'no-such-hub'],
    [4, 'too-long'],
    [5, 'not-one-line'],
    [6, 'answer-wrong-type'],
    [7, 'answer-wrong-format'],
    [8, 'answer-not-one-of'],
  ])
})

test('US4: what our own exports keep from spreadsheets comes back as it was', () => {
  expect(read({ firstName: "'=Ann", lastName: "'s Gravenhage" }).row).toMatchObject({
    firstName: '=Ann',
    lastName: "'s Gravenhage",
  })
})
