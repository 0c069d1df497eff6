import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  permissions,
  type Restriction,
  restrictions,
  roleTemplates,
  templatePermissions,
  templateRestrictions,
} from '#api/permissions.ts'
import { type Holding, heldBeyond, holdsMore, permissionsOf, refusalOf } from './holds-more.ts'

const holding = (
  granted: readonly string[] = [],
  bound: readonly Restriction[] = [],
  template: Holding['template'] = null,
): Holding => ({ template, permissions: granted, restrictions: bound })
const fromTemplate = (template: (typeof roleTemplates)[number]) =>
  holding(templatePermissions[template], templateRestrictions[template], template)

const [owner, admin, planner, fieldUser] = roleTemplates.map(fromTemplate) as [
  Holding,
  Holding,
  Holding,
  Holding,
]

describe('RP5: who holds more than whom', () => {
  test.each<[what: string, theirs: Holding, mine: Holding, more: boolean]>([
    ['nothing than nothing', holding(), holding(), false],
    ['one permission than nothing', holding(['tasks:view']), holding(), true],
    ['nothing than one permission', holding(), holding(['tasks:view']), false],
    ['the same', holding(['tasks:view']), holding(['tasks:view']), false],
    ['another permission', holding(['tasks:do']), holding(['tasks:view']), true],
    ['a custom module’s permission', holding(['custom_module:1']), holding([...permissions]), true],
    ['the same custom module’s', holding(['custom_module:1']), holding(['custom_module:1']), false],
    ['free of what binds me', holding(), holding([], ['tasks:only_mine']), true],
    ['bound as I am', holding([], ['tasks:only_mine']), holding([], ['tasks:only_mine']), false],
    ['bound where I am free', holding([], ['tasks:only_mine']), holding(), false],
    ['an admin than an owner', admin, owner, false],
    ['a planner than an admin', planner, admin, false],
    ['an admin than a planner', admin, planner, true],
    ['a planner than a field user', planner, fieldUser, true],
    ['a field user than a planner', fieldUser, planner, false],
    ['a custom module’s permission than an owner', holding(['custom_module:1']), owner, false],
    ['an owner without a stored permission', holding([], [], 'owner'), planner, true],
    [
      'an owner with a custom module’s',
      { ...owner, permissions: ['custom_module:1'] },
      admin,
      true,
    ],
  ])('%s', (_, theirs, mine, more) => {
    expect(holdsMore(theirs, mine)).toBe(more)
  })
})

describe('US9, RP5: who may touch whom', () => {
  test.each<[what: string, mine: Holding, role: Holding, refusal: ReturnType<typeof refusalOf>]>([
    ['owner, owner', owner, owner, null],
    ['owner, admin', owner, admin, null],
    ['admin, owner', admin, owner, 'owner-protected'],
    ['everything but owner, owner', holding([...permissions]), owner, 'owner-protected'],
    ['admin, admin', admin, admin, null],
    ['admin, more than admin', admin, holding(['custom_module:1']), 'more-than-you-hold'],
    ['planner, admin', planner, admin, 'more-than-you-hold'],
    ['field user, planner', fieldUser, planner, 'more-than-you-hold'],
    ['planner, field user', planner, fieldUser, null],
  ])('%s', (_, mine, role, refusal) => {
    expect(refusalOf(mine, role)).toBe(refusal)
  })
})

const anyHolding = fc.record<Holding>({
  template: fc.constantFrom(null, ...roleTemplates),
  permissions: fc.subarray([...permissions, 'custom_module:1', 'custom_module:2']),
  restrictions: fc.subarray([...restrictions]),
})
const powers = (held: Holding) =>
  new Set([
    ...permissionsOf(held),
    ...(held.template === 'owner' ? ['custom_module:1', 'custom_module:2'] : []),
    ...restrictions.filter((r) => ![...held.restrictions].includes(r)).map((r) => `without ${r}`),
  ])

test('RP5: holding more is having a power, a freedom from a restriction included, that the other lacks', () => {
  fc.assert(
    fc.property(anyHolding, anyHolding, (theirs, mine) => {
      const asOwner =
        theirs.template === 'owner'
          ? { ...theirs, template: null, permissions: permissionsOf(theirs) }
          : theirs
      const mineToo = powers(mine)
      expect(holdsMore(theirs, mine)).toBe(
        [...powers(asOwner)].some((power) => !mineToo.has(power)),
      )
    }),
  )
})

test('RP5: no chain of grants, each allowed, ends above the first giver', () => {
  fc.assert(
    fc.property(fc.array(anyHolding, { minLength: 2, maxLength: 5 }), (chain) => {
      const allowed = chain.every(
        (role, at) => at === 0 || refusalOf(chain[at - 1] as Holding, role) === null,
      )
      fc.pre(allowed)
      expect(refusalOf(chain[0] as Holding, chain.at(-1) as Holding)).toBeNull()
    }),
    { numRuns: 500 },
  )
})

test('RP5: what is held beyond is named, so that a form can point at it', () => {
  expect(heldBeyond(planner, { ...fieldUser, permissions: ['tasks:view'] })).toEqual({
    permissions: templatePermissions.planner.filter((permission) => permission !== 'tasks:view'),
    restrictions: ['tasks:only_mine'],
  })
})
