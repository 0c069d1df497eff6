import { expect, test } from 'vitest'
import type { FieldId } from '#api/common.ts'
import { guessMapping } from './guess-mapping.ts'

const fields = [{ id: '0199f2f0-0000-7000-8000-000000000001' as FieldId, name: 'Shirt size' }]

test('US4: columns are known by the usual names, in both languages, each target once', () => {
  expect(
    guessMapping(
      [
        'E-Mail',
        'First Name',
        'LAST_NAME',
        'Employee ID',
        'Peran',
        'Cabang',
        'Email',
        'Shirt size',
        'Salary',
      ],
      fields,
    ),
  ).toEqual([
    'email',
    'firstName',
    'lastName',
    'employeeId',
    'role',
    'hubs',
    null,
    `field:${fields[0]?.id}`,
    null,
  ])
})
