import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '#api/client.ts'
import { api } from '#api/index.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { operations, send, typeOf } from '#test/requests.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

async function owner() {
  const inside = await app.organization()
  const who = await app.person()
  const { client, token } = await app.signedIn(who, await app.member(inside, who))
  return { inside, client, token }
}

const north = { name: 'North', address: '', latitude: 1, longitude: 2 }
const countHubs = async (organizationId: string) => {
  const [row] = await app.owner.transaction((tx) =>
    tx.query<{ n: number }>(
      sql`select count(*)::int as n from hubs where organization_id = ${organizationId}`,
    ),
  )
  return row?.n
}

test('IN1: a repeated request answers what the first one answered, and does nothing again', async () => {
  const { inside, token } = await owner()
  const sent = { token, body: north, headers: { 'idempotency-key': 'a' } }
  const first = await send(app.fetch, api.createHub, sent)
  const again = await send(app.fetch, api.createHub, sent)
  expect([again.status, again.json]).toEqual([first.status, first.json])
  expect(first.status).toBe(201)
  expect(await countHubs(inside.id)).toBe(1)
})

test('IN1: every operation that makes something takes a key', () => {
  for (const [name, route] of operations)
    if (route.status === 201)
      expect(route.idempotent || name === 'createOrganization', name).toBe(true)
})

test('IN1: the same key with another request is refused', async () => {
  const { client, inside } = await owner()
  await client.createHub({ body: north, idempotencyKey: 'a' })
  for (const call of [
    () => client.createHub({ body: { ...north, name: 'South' }, idempotencyKey: 'a' }),
    () => client.createRole({ body: { name: 'North' }, idempotencyKey: 'a' }),
  ])
    await expect(call()).rejects.toMatchObject({
      problem: { type: '/problems/idempotency-key-reused' },
    })
  expect(await countHubs(inside.id)).toBe(1)
})

test('IN1: of many at once one does the work, and all answer the same', async () => {
  const { client, inside } = await owner()
  const hubs = await Promise.all(
    Array.from({ length: 5 }, () => client.createHub({ body: north, idempotencyKey: 'a' })),
  )
  expect(new Set(hubs.map(({ id }) => id)).size).toBe(1)
  expect(await countHubs(inside.id)).toBe(1)
})

test('IN1: a refused request leaves its key free, and may be tried again', async () => {
  const { client } = await owner()
  const taken = await client.createHub({ body: north })
  const again = () => client.createHub({ body: north, idempotencyKey: 'a' })
  await expect(again()).rejects.toMatchObject({ problem: { type: '/problems/name-taken' } })
  await client.removeHub({ params: { hubId: taken.id } })
  const made = await again()
  expect(made.id).not.toBe(taken.id)
  expect(await again()).toEqual(made)
})

test('PR3: a key belongs to one member of one organization', async () => {
  const { client, inside } = await owner()
  const first = await client.createHub({ body: north, idempotencyKey: 'a' })
  const other = await app.person()
  const colleague = await app.signedIn(other, await app.member(inside, other))
  const theirs = await colleague.client.createHub({
    body: { ...north, name: 'South' },
    idempotencyKey: 'a',
  })
  expect(theirs.id).not.toBe(first.id)

  const elsewhere = await app.organization()
  const there = await app.signedIn(other, await app.member(elsewhere, other))
  const foreign = await there.client.createHub({ body: north, idempotencyKey: 'a' })
  expect([first.id, theirs.id]).not.toContain(foreign.id)
})

test.each([
  ['empty', ''],
  ['with a space', 'a b'],
  ['too long', 'x'.repeat(256)],
  ['not ASCII', 'é'],
])('IN1: a key that is %s is refused by its pointer', async (_, key) => {
  const { token } = await owner()
  const { json, status } = await send(app.fetch, api.createHub, {
    token,
    body: north,
    headers: { 'idempotency-key': key },
  })
  expect([status, typeOf(json)]).toEqual([400, 'invalid-request'])
  expect(json).toMatchObject({ errors: [{ pointer: '#header/Idempotency-Key' }] })
})

test('IN1: whoever lost the right to the operation learns nothing by repeating it', async () => {
  const { inside } = await owner()
  const who = await app.person()
  const member = await app.member(inside, who)
  const { client } = await app.signedIn(who, member)
  await client.createHub({ body: north, idempotencyKey: 'a' })
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update members set role_id = ${inside.roles.field_user} where id = ${member} and organization_id = ${inside.id}`,
    ),
  )
  const refusal = await client
    .createHub({ body: north, idempotencyKey: 'a' })
    .catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(ApiError)
  expect(refusal).toMatchObject({ type: 'not-permitted' })
})
