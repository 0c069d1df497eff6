import { expect, test } from 'vitest'
import type { ConnectionId, OrganizationId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import type { Access } from '#api/route.ts'
import { admit } from './admit.ts'
import type { Caller, Evidence, PendingCaller, SessionCaller } from './caller.ts'

const at = new Date('2026-01-15T12:00:00Z')
const password: Evidence = { kind: 'password', connectionId: null, organizationId: null, at }
const sso: Evidence = {
  kind: 'sso',
  connectionId: 'c' as ConnectionId,
  organizationId: 'o' as OrganizationId,
  at,
}

// Only what `admit` reads.
const pending = (evidence: Evidence[]) =>
  ({ kind: 'pending', evidence }) as unknown as PendingCaller
const session = (values: Partial<SessionCaller> = {}) =>
  ({
    kind: 'session',
    evidence: [password],
    missing: [],
    breakGlassUntil: null,
    status: 'active',
    permissions: new Set(['users:view', 'sign_in_policy:edit', 'single_sign_on:edit']),
    ...values,
  }) as unknown as SessionCaller
const shut = { missing: [{ kind: 'password', proveAt: '/api/v1/proofs/password' }] } as const

const accesses: Access[] = ['public', 'proving', 'pending', 'step-up', 'registering', 'member']
const permissions: Access[] = [
  'users:view',
  'sign_in_policy:edit',
  'single_sign_on:edit',
  'roles:edit',
]

function refusalOf(access: Access, caller: Caller | null): string | null {
  try {
    admit(access, caller)
    return null
  } catch (error) {
    return error instanceof Problem ? error.type : 'something else'
  }
}

const open = null
const nobody = 'not-signed-in'
const nowhere = 'organization-not-chosen'
const stepUp = 'step-up-required'
const unfinished = 'registration-unfinished'
const forbidden = 'not-permitted'

// biome-ignore format: a table
test.each<[who: string, caller: Caller | null, answers: (string | null)[], byPermission: (string | null)[]]>([
  //                                                                        public proving pending  step-up  registering member      users:view  policy     sso        roles:edit
  ['nobody',                                 null,                          [open, nobody, nobody,  nobody,  nobody,     nobody],     [nobody,     nobody,    nobody,    nobody]],
  ['SS2: whom a provider named, unproved',   pending([]),                   [open, open,   nobody,  nobody,  nobody,     nobody],     [nobody,     nobody,    nobody,    nobody]],
  ['DR3: who came by single sign-on alone',  pending([sso]),                [open, open,   open,    nowhere, nowhere,    nowhere],    [nowhere,    nowhere,   nowhere,   nowhere]],
  ['LG2: who has not chosen yet',            pending([password]),           [open, open,   open,    nowhere, nowhere,    nowhere],    [nowhere,    nowhere,   nowhere,   nowhere]],
  ['DR2: a session whose door has closed',   session(shut),                 [open, open,   open,    open,    stepUp,     stepUp],     [stepUp,     stepUp,    stepUp,    stepUp]],
  ['DR6: with a break-glass code',           session({ ...shut, breakGlassUntil: at }), [open, open, open, open, stepUp,  stepUp],     [stepUp,     open,      open,      stepUp]],
  ['US2: unfinished registration',           session({ status: 'registering' }), [open, open, open, open,    open,       unfinished], [unfinished, unfinished, unfinished, unfinished]],
  ['a session',                              session(),                     [open, open,   open,    open,    open,       open],       [open,       open,      open,      forbidden]],
])('%s is admitted where they belong', (_, caller, answers, byPermission) => {
  expect(accesses.map((access) => refusalOf(access, caller))).toEqual(answers)
  expect(permissions.map((access) => refusalOf(access, caller))).toEqual(byPermission)
})
