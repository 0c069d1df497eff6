import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { FieldId, HubId, MemberId, RoleId } from '#api/common.ts'
import { type Field, type FieldValues, fieldVisibilities } from '#api/fields.ts'
import { type Permission, templatePermissions } from '#api/permissions.ts'
import type { ProgramRole } from '#api/programs.ts'
import { arrangePrograms } from '#test/arrange-programs.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { operations, requestFor } from '#test/requests.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

type Role = 'owner' | 'admin' | 'planner' | 'field_user'

const someone = async (
  inside: TestOrganization,
  role: Role = 'owner',
  status: 'active' | 'registering' = 'active',
) => {
  const person = await app.person()
  const memberId = await app.member(inside, person, { role, status })
  return { person, memberId, ...(await app.signedIn(person, memberId)) }
}

const organization = async () => {
  const acme = await app.organization()
  return { acme, owner: await someone(acme) }
}

const options = [
  { id: 's', label: 'Small' },
  { id: 'm', label: 'Medium' },
]

const auditOf = (inside: TestOrganization) =>
  app.owner.transaction((tx) =>
    tx.query<{ action: string; details: object }>(
      sql`select action, details from audit_events where organization_id = ${inside.id} order by at, id`,
    ),
  )

const fieldNames = async (client: Client) =>
  (await client.listFields()).items.map(({ name }) => name)

test('PR2: fields are added behind each other, changed, put in order and deleted, and all of it is in the log', async () => {
  const { acme, owner } = await organization()
  const { client } = owner
  const shoe = await client.createField({ body: { kind: 'number', name: 'Shoe size' } })
  expect(shoe).toEqual({
    id: shoe.id,
    kind: 'number',
    name: 'Shoe size',
    help: '',
    options: [],
    required: false,
    visibility: 'administrators',
  })
  const shirt = await client.createField({
    body: { kind: 'single_choice', name: 'Shirt', options, required: true, visibility: 'nobody' },
  })
  expect(await fieldNames(client)).toEqual(['Shoe size', 'Shirt'])

  const changed = await client.updateField({
    params: { fieldId: shirt.id },
    body: { name: 'Shirt size', help: 'For the vest', visibility: 'members' },
  })
  expect(changed).toEqual({
    ...shirt,
    name: 'Shirt size',
    help: 'For the vest',
    visibility: 'members',
  })
  const { items } = await client.orderFields({ body: { fieldIds: [shirt.id, shoe.id] } })
  expect(items.map(({ name }) => name)).toEqual(['Shirt size', 'Shoe size'])
  await client.removeField({ params: { fieldId: shoe.id } })
  expect(await resultOf(client.removeField({ params: { fieldId: shoe.id } }))).toBe('not-found')
  expect(await fieldNames(client)).toEqual(['Shirt size'])
  const actions = (await auditOf(acme)).map(({ action }) => action)
  expect(actions.filter((action) => action.startsWith('field.'))).toEqual([
    'field.created',
    'field.created',
    'field.updated',
    'field.ordered',
    'field.removed',
  ])
})

test('PR2: a name is taken in any case, by two at once too', async () => {
  const { owner } = await organization()
  const answers = await Promise.all(
    ['Badge', 'BADGE', 'badge'].map((name) =>
      problemOf(owner.client.createField({ body: { kind: 'text', name } })),
    ),
  )
  expect(answers.filter((answer) => answer === null)).toHaveLength(1)
  expect(answers.find((answer) => answer !== null)).toMatchObject({
    type: '/problems/name-taken',
    errors: [{ pointer: '#/name', code: 'taken' }],
  })
})

test('PR2: a choice needs an option, no two alike; what is no choice has none', async () => {
  const { owner } = await organization()
  const refused = async (kind: 'text' | 'single_choice', given: typeof options) =>
    (
      await problemOf(
        owner.client.createField({ body: { kind, name: randomUUID(), options: given } }),
      )
    )?.errors?.map(({ pointer, code }) => [pointer, code])
  expect(await refused('single_choice', [])).toEqual([['#/options', 'too-few']])
  expect(await refused('text', options)).toEqual([['#/options', 'unknown']])
  expect(
    await refused('single_choice', [
      { id: 'a', label: 'Red' },
      { id: 'a', label: 'RED' },
    ]),
  ).toEqual([
    ['#/options/1/id', 'twice'],
    ['#/options/1/label', 'twice'],
  ])
  const field = await owner.client.createField({
    body: { kind: 'multiple_choice', name: 'Tools', options },
  })
  expect(
    await resultOf(
      owner.client.updateField({ params: { fieldId: field.id }, body: { options: [] } }),
    ),
  ).toBe('values-refused')
})

test('PR2: an organization has at most 100 fields, also when two add at once', async () => {
  const { acme, owner } = await organization()
  await app.owner.transaction((tx) =>
    tx.query(sql`insert into fields (organization_id, name, kind, visibility, position, created_at)
      select ${acme.id}, 'Field ' || n, 'text', 'members', n, now() from generate_series(1, 99) n`),
  )
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      resultOf(owner.client.createField({ body: { kind: 'text', name: `Another ${n}` } })),
    ),
  )
  expect(answers.filter((answer) => answer === 'done')).toHaveLength(1)
  expect((await owner.client.listFields()).items).toHaveLength(100)
})

test('PR2: an order names every field once, of this organization alone', async () => {
  const [{ owner }, elsewhere] = [await organization(), await organization()]
  const add = (client: Client, name: string) =>
    client.createField({ body: { kind: 'text', name } }).then(({ id }) => id)
  const [a, b] = [await add(owner.client, 'A'), await add(owner.client, 'B')]
  const foreign = await add(elsewhere.owner.client, 'C')
  for (const fieldIds of [[a], [a, a], [a, b, b], [a, foreign], [a, b, foreign], []])
    expect(await problemOf(owner.client.orderFields({ body: { fieldIds } }))).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/fieldIds' }],
    })
  expect(await fieldNames(owner.client)).toEqual(['A', 'B'])
})

test('PR2: a field tells what would be lost with it', async () => {
  const { acme, owner } = await organization()
  const { id } = await owner.client.createField({
    body: { kind: 'multiple_choice', name: 'Tools', options },
  })
  for (const chosen of [['s'], ['s', 'm'], []]) {
    const { client } = await someone(acme, 'field_user')
    await client.updateMyFields({ body: { values: { [id]: chosen } } })
  }
  expect(await owner.client.getField({ params: { fieldId: id } })).toMatchObject({
    answers: 2,
    chosen: { s: 2, m: 1 },
  })
})

test('PR2, US2: who registers answers every required field of every kind first, and stays `registering` until then', async () => {
  const { acme, owner } = await organization()
  const create = async (body: Parameters<Client['createField']>[0]['body']) =>
    (await owner.client.createField({ body: { required: true, ...body } })).id
  const text = await create({ kind: 'text', name: 'Badge' })
  const long = await create({ kind: 'long_text', name: 'Allergies' })
  const number = await create({ kind: 'number', name: 'Shoe size' })
  const date = await create({ kind: 'date', name: 'Birthday' })
  const one = await create({ kind: 'single_choice', name: 'Shirt', options })
  const many = await create({ kind: 'multiple_choice', name: 'Tools', options })
  const free = await create({ kind: 'text', name: 'Nickname', required: false })

  const { client, memberId } = await someone(acme, 'field_user', 'registering')
  const name = { firstName: 'Sari', lastName: 'Dewi' }
  const register = (fields: FieldValues) =>
    client.completeRegistration({ body: { ...name, fields } })
  const pointers = async (fields: FieldValues) =>
    (await problemOf(register(fields)))?.errors?.map(({ pointer, code }) => `${pointer} ${code}`)
  expect(await pointers({})).toEqual(
    [text, long, number, date, one, many].map((id) => `#/fields/${id} required`),
  )
  expect(
    await pointers({ [text]: '', [number]: 42, [long]: 'x', [date]: '2026-02-30', [one]: 'xl' }),
  ).toEqual([
    `#/fields/${text} required`,
    `#/fields/${date} wrong-format`,
    `#/fields/${one} not-one-of`,
    `#/fields/${many} required`,
  ])
  expect((await client.getSession()).member).toMatchObject({
    status: 'registering',
    firstName: 'Test',
  })
  expect((await client.getMyFields()).missing).toBe(6)

  // Some earlier, the rest now.
  await client.updateMyFields({ body: { values: { [text]: ' B-7 ', [long]: 'none\nknown' } } })
  await register({ [number]: 42.5, [date]: '2001-02-03', [one]: 'm', [many]: ['m', 's'] })
  expect((await client.getSession()).member.status).toBe('active')
  const { items, missing } = await client.getMyFields()
  expect(missing).toBe(0)
  expect(Object.fromEntries(items.map(({ field, value }) => [field.id, value]))).toEqual({
    [text]: 'B-7',
    [long]: 'none\nknown',
    [number]: 42.5,
    [date]: '2001-02-03',
    [one]: 'm',
    [many]: ['s', 'm'],
    [free]: null,
  })
  expect(await owner.client.getUserFields({ params: { memberId } })).toMatchObject({ missing: 0 })
  expect(await resultOf(register({}))).toBe('not-in-status')
})

test('PR2: answers that are refused leave nothing behind, and what is left out stays', async () => {
  const { acme, owner } = await organization()
  const [badge, shirt] = [
    await owner.client.createField({ body: { kind: 'text', name: 'Badge', required: true } }),
    await owner.client.createField({ body: { kind: 'single_choice', name: 'Shirt', options } }),
  ]
  const { client } = await someone(acme, 'field_user')
  const answer = (values: FieldValues) => client.updateMyFields({ body: { values } })
  await answer({ [badge.id]: 'B-7', [shirt.id]: 's' })
  expect(await resultOf(answer({ [badge.id]: 'B-8', [shirt.id]: 'xl' }))).toBe('values-refused')
  expect(await resultOf(answer({ [badge.id]: null }))).toBe('values-refused')
  const values = async () => (await client.getMyFields()).items.map(({ value }) => value)
  expect(await values()).toEqual(['B-7', 's'])
  await answer({ [shirt.id]: null })
  expect(await values()).toEqual(['B-7', null])
})

test('PR2: a required field that comes later, or whose options went, is missing at the next visit; the calls go on', async () => {
  const { acme, owner } = await organization()
  const member = await someone(acme, 'planner')
  const missing = async () => (await member.client.getSession()).member.fieldsMissing
  expect(await missing()).toBe(0)
  const shirt = await owner.client.createField({
    body: { kind: 'single_choice', name: 'Shirt', options, required: true },
  })
  const tools = await owner.client.createField({
    body: { kind: 'multiple_choice', name: 'Tools', options, required: true },
  })
  expect(await missing()).toBe(2)
  expect(await resultOf(member.client.listMyHubs())).toBe('done')
  await member.client.updateMyFields({
    body: { values: { [shirt.id]: 'm', [tools.id]: ['s', 'm'] } },
  })
  expect(await missing()).toBe(0)

  const keep = (fieldId: FieldId, ids: string[]) =>
    owner.client.updateField({
      params: { fieldId },
      body: { options: options.filter(({ id }) => ids.includes(id)) },
    })
  await keep(shirt.id, ['s'])
  await keep(tools.id, ['s'])
  expect(await missing()).toBe(1)
  expect((await member.client.getMyFields()).items.map(({ value }) => value)).toEqual([null, ['s']])
  await keep(shirt.id, ['s', 'm'])
  expect(await missing()).toBe(0)
  await owner.client.removeField({ params: { fieldId: shirt.id } })
  expect(await missing()).toBe(0)
})

const planted = 'zxq-planted-answer'

test('PR2: what nobody may see is the member’s alone: neither an owner nor the log has it, nor can anybody else write it', async () => {
  const { acme, owner } = await organization()
  const create = (name: string, visibility: 'members' | 'administrators' | 'nobody') =>
    owner.client.createField({ body: { kind: 'text', name, visibility, required: true } })
  const shown = await create('Desk', 'members')
  const office = await create('Contract', 'administrators')
  const hidden = await create('Diary', 'nobody')
  const member = await someone(acme, 'field_user')
  await member.client.updateMyFields({
    body: { values: { [shown.id]: 'A1', [office.id]: 'C1', [hidden.id]: planted } },
  })
  const params = { memberId: member.memberId }

  const seen = await owner.client.getUserFields({ params })
  expect(seen.items.map(({ field, value }) => [field.name, value])).toEqual([
    ['Desk', 'A1'],
    ['Contract', 'C1'],
  ])
  expect(seen.missing).toBe(0)
  const write = (fieldId: FieldId, value: string) =>
    problemOf(owner.client.updateUserFields({ params, body: { values: { [fieldId]: value } } }))
  expect(await write(hidden.id, 'overwritten')).toMatchObject({
    type: '/problems/values-refused',
    errors: [{ pointer: `#/values/${hidden.id}`, code: 'unknown' }],
  })
  expect(await write(shown.id, 'A2')).toBeNull()
  expect((await member.client.getMyFields()).items.map(({ value }) => value)).toEqual([
    'A2',
    'C1',
    planted,
  ])
  const log = JSON.stringify(await auditOf(acme))
  expect(log).toContain('profile.answered')
  expect(log).toContain('user.answered')
  for (const answer of [planted, '"A1"', '"A2"', '"C1"']) expect(log).not.toContain(answer)
  expect(
    JSON.stringify(await owner.client.getField({ params: { fieldId: hidden.id } })),
  ).not.toContain(planted)

  // Whoever looks at themselves in the user table finds everything.
  await owner.client.updateMyFields({ body: { values: { [hidden.id]: 'mine' } } })
  const own = await owner.client.getUserFields({ params: { memberId: owner.memberId } })
  expect(own.items.map(({ value }) => value)).toEqual([null, null, 'mine'])
  expect(own.missing).toBe(2)
})

test('PR2: answers of others are written, and fields edited, by whoever may', async () => {
  const { acme, owner } = await organization()
  const field = await owner.client.createField({
    body: { kind: 'text', name: 'Desk', visibility: 'members' },
  })
  const { client } = await someone(acme, 'field_user')
  const params = { memberId: owner.memberId }
  for (const call of [
    client.updateUserFields({ params, body: { values: {} } }),
    client.createField({ body: { kind: 'text', name: 'Mine' } }),
    client.updateField({ params: { fieldId: field.id }, body: { name: 'Mine' } }),
    client.removeField({ params: { fieldId: field.id } }),
    client.getField({ params: { fieldId: field.id } }),
    client.orderFields({ body: { fieldIds: [field.id] } }),
  ].map(resultOf))
    expect(await call).toBe('not-permitted')
  const admin = await someone(acme, 'admin')
  expect(
    await resultOf(
      admin.client.updateUserFields({ params, body: { values: { [field.id]: 'x' } } }),
    ),
  ).toBe('owner-protected')
})

test('PR3: fields and answers of another organization are as if they were not there', async () => {
  const [{ acme, owner }, elsewhere] = [await organization(), await organization()]
  const foreign = await elsewhere.owner.client.createField({
    body: { kind: 'text', name: planted, required: true },
  })
  const newcomer = await someone(acme, 'field_user', 'registering')
  const values = { [foreign.id]: 'x' }
  const answers = [
    await problemOf(owner.client.updateMyFields({ body: { values } })),
    await problemOf(
      owner.client.updateUserFields({
        params: { memberId: newcomer.memberId },
        body: { values },
      }),
    ),
    await problemOf(
      newcomer.client.completeRegistration({
        body: { firstName: 'A', lastName: 'B', fields: values },
      }),
    ),
  ]
  for (const answer of answers)
    expect(answer).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ code: 'unknown' }],
    })
  for (const fieldId of [foreign.id, randomUUID() as FieldId, 'garbage' as FieldId]) {
    const params = { fieldId }
    for (const call of [
      owner.client.getField({ params }),
      owner.client.updateField({ params, body: { name: 'Mine' } }),
      owner.client.removeField({ params }),
    ].map(resultOf))
      expect(await call).toBe('not-found')
  }
  expect(
    await resultOf(owner.client.getUserFields({ params: { memberId: elsewhere.owner.memberId } })),
  ).toBe('not-found')
  expect(JSON.stringify(await owner.client.listFields())).not.toContain(planted)
  expect(await elsewhere.owner.client.getField({ params: { fieldId: foreign.id } })).toMatchObject({
    name: planted,
    answers: 0,
  })
})

test('PR2: a field that is deleted while it is answered: the answer is refused, or gone with it', async () => {
  const { acme, owner } = await organization()
  for (let round = 0; round < 5; round++) {
    const { id } = await owner.client.createField({ body: { kind: 'text', name: 'Short-lived' } })
    const { client } = await someone(acme, 'field_user')
    const [answered, removed] = await Promise.all([
      resultOf(client.updateMyFields({ body: { values: { [id]: 'x' } } })),
      resultOf(owner.client.removeField({ params: { fieldId: id } })),
    ])
    expect(removed).toBe('done')
    expect(['done', 'values-refused']).toContain(answered)
    expect((await client.getMyFields()).items).toEqual([])
  }
})

describe('PR2: who sees an answer', () => {
  /** A member with an answer to a field of each visibility, and everybody who might look at it. */
  async function answered() {
    const { acme, owner } = await organization()
    const hub = await app.hub(acme)
    const planted = Object.fromEntries(
      fieldVisibilities.map((visibility) => [visibility, `zxq-${visibility}-${randomUUID()}`]),
    )
    const values: FieldValues = {}
    for (const visibility of fieldVisibilities) {
      const body = { kind: 'text', name: visibility, visibility } as const
      const { id } = await owner.client.createField({ body })
      values[id] = planted[visibility] ?? null
    }
    const inside = async (role: Role | RoleId, hubs: HubId[] = []) => {
      const person = await app.person()
      const memberId = await app.member(acme, person, { role, hubs })
      return { memberId, ...(await app.signedIn(person, memberId)) }
    }
    const roleWith = async (name: string, permissions: Permission[]) => {
      const { id: roleId } = await owner.client.createRole({ body: { name } })
      await owner.client.updateRole({ params: { roleId }, body: { permissions } })
      return roleId
    }
    const self = await inside('field_user', [hub])
    await self.client.updateMyFields({ body: { values } })
    return { acme, owner, hub, planted, values, self, inside, roleWith }
  }

  test('over every route that reads: members of whom they see, administrators with users:view, nobody but oneself', async () => {
    const { acme, owner, hub, planted, values, self, inside, roleWith } = await answered()
    const { program, registrationOf } = arrangePrograms(app)
    const { id: programId } = await program(owner.client)
    const joined = async (one: typeof self, role: ProgramRole) => {
      await one.client.joinProgram({ params: { programId }, body: { role, capacity: 2 } })
      return registrationOf(one.memberId, programId)
    }
    const mentor = await joined(self, 'mentor')
    const partner = await inside('field_user')
    const left = await inside('field_user')
    for (const one of [partner, left]) {
      const registrationIds = [mentor, await joined(one, 'mentee')]
      const { id: matchId } = await owner.client.createMatch({
        body: { programId, registrationIds },
      })
      if (one === left) await owner.client.endMatch({ params: { matchId }, body: {} })
    }
    const everything = ['members', 'administrators']
    const asked = await inside(await roleWith('Asker', ['fields:edit']))
    const mate = await inside('field_user', [hub])
    const params = { memberId: self.memberId, fieldId: Object.keys(values)[0] ?? '', hubId: hub }
    const readBy = async (token: string) => {
      const seen: Record<string, string[]> = {}
      for (const [name, route] of operations.filter(([, { method }]) => method === 'GET')) {
        const text = await (await app.fetch(requestFor(route, { params, token }))).text()
        const found = fieldVisibilities.filter((one) => text.includes(planted[one] ?? ''))
        if (found.length > 0) seen[name] = found
      }
      return seen
    }
    const own = [...fieldVisibilities]
    expect(await readBy(self.token)).toEqual({ getMyFields: own, getUserFields: own })
    expect(await readBy(owner.token)).toEqual({ getUserFields: everything })
    expect(await readBy(mate.token)).toEqual({ getUserFields: ['members'] })
    expect(await readBy(asked.token)).toEqual({})

    // The one route that tells of others, by everybody else.
    const viewer = await inside(await roleWith('Viewer', ['users:view']))
    const elsewhere = await inside('field_user', [await app.hub(acme)])
    const blind = await inside(await roleWith('None', []), [hub])
    const seenBy = async ({ client }: Pick<typeof self, 'client'>) => {
      const answer = client.getUserFields({ params: { memberId: self.memberId } })
      const { items } = await answer.catch(() => ({ items: [] }))
      return items.map(({ field }) => field.visibility)
    }
    expect(await seenBy(viewer)).toEqual(everything)
    expect(await seenBy(partner)).toEqual(['members'])
    for (const nobody of [left, elsewhere, blind, (await organization()).owner])
      expect(await seenBy(nobody)).toEqual([])
  })

  test('whom one does not see answers as if there were no such member', async () => {
    const { acme, self, inside } = await answered()
    const stranger = await inside('planner', [await app.hub(acme)])
    const bare = await inside('field_user')
    const ask = (memberId: MemberId) =>
      resultOf(bare.client.getUserFields({ params: { memberId } }))
    expect(await ask(self.memberId)).toBe('not-found')
    expect(await ask(stranger.memberId)).toBe('not-found')
    expect(await ask(randomUUID() as MemberId)).toBe('not-found')
  })

  test('whoever writes answers of others is shown, and writes, no more than they see', async () => {
    const { owner, planted, values, self, inside, roleWith } = await answered()
    const writing = [...templatePermissions.field_user, 'users:edit'] as Permission[]
    const writer = await inside(await roleWith('Writer', writing))
    const params = { memberId: self.memberId }
    const written = await writer.client.updateUserFields({ params, body: { values: {} } })
    expect(written.items.map(({ value }) => value)).toEqual([planted.members])
    for (const fieldId of Object.keys(values).slice(1)) {
      const body = { values: { [fieldId]: 'overwritten' } }
      expect(await resultOf(writer.client.updateUserFields({ params, body }))).toBe(
        'values-refused',
      )
    }
    expect(JSON.stringify(await owner.client.getUserFields({ params }))).not.toContain(
      'overwritten',
    )
  })

  test('what was answered for few is not opened to more; closing it acts at once', async () => {
    const { owner, hub, values, self, inside } = await answered()
    const [members, administrators] = Object.keys(values) as FieldId[]
    const show = (fieldId: FieldId | undefined, visibility: Field['visibility']) =>
      resultOf(
        owner.client.updateField({ params: { fieldId: fieldId as FieldId }, body: { visibility } }),
      )
    expect(await show(administrators, 'members')).toBe('values-refused')
    const mate = await inside('field_user', [hub])
    const params = { memberId: self.memberId }
    expect((await mate.client.getUserFields({ params })).items).toHaveLength(1)
    expect(await show(members, 'administrators')).toBe('done')
    expect((await mate.client.getUserFields({ params })).items).toEqual([])
    await self.client.updateMyFields({ body: { values: { [administrators ?? '']: null } } })
    expect(await show(administrators, 'members')).toBe('done')
  })

  test('which options were chosen is counted for whoever may view users', async () => {
    const { owner, self, inside, roleWith } = await answered()
    const { id } = await owner.client.createField({
      body: { kind: 'single_choice', name: 'Shirt', options, visibility: 'administrators' },
    })
    await self.client.updateMyFields({ body: { values: { [id]: 'm' } } })
    const asker = await inside(await roleWith('Asker', ['fields:edit']))
    const params = { fieldId: id }
    expect(await owner.client.getField({ params })).toMatchObject({ answers: 1, chosen: { m: 1 } })
    expect((await asker.client.getField({ params })).chosen).toEqual({})
  })
})
