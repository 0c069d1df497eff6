import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HubId } from '#api/common.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { untilBlocked } from '#test/until-blocked.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const place = { latitude: -6.2, longitude: 106.8 }
const planted = 'zxq-planted-elsewhere'

const someone = async (
  role: 'owner' | 'admin' | 'planner' | 'field_user' = 'owner',
  inside?: TestOrganization,
) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

test('HB1: whoever creates a hub is assigned to it, and its country is found from the coordinate', async () => {
  const { client } = await someone()
  const hub = await client.createHub({
    body: { name: 'Jakarta', address: 'Jl. Sudirman 1', ...place },
  })
  expect(hub).toMatchObject({
    name: 'Jakarta',
    address: 'Jl. Sudirman 1',
    ...place,
    country: 'ID',
    memberCount: 1,
  })
  expect((await client.listMyHubs()).items).toEqual([{ id: hub.id, name: 'Jakarta' }])
  expect(await client.getHub({ params: { hubId: hub.id } })).toMatchObject(hub)
})

test('HB1: at sea there is no country; moving a hub finds its country anew', async () => {
  const { client } = await someone()
  const hub = await client.createHub({ body: { name: 'Buoy', latitude: -40, longitude: -30 } })
  expect(hub.country).toBeNull()
  const moved = await client.updateHub({
    params: { hubId: hub.id },
    body: { latitude: 1.35, longitude: 103.8 },
  })
  expect(moved).toMatchObject({ country: 'SG', name: 'Buoy' })
  const renamed = await client.updateHub({
    params: { hubId: hub.id },
    body: { name: 'Depot', address: 'Pier 7' },
  })
  expect(renamed).toMatchObject({ country: 'SG', latitude: 1.35, name: 'Depot', address: 'Pier 7' })
})

test('HB1: a hub name is taken in any case, by two at once too, and free in another organization', async () => {
  const { client } = await someone()
  const answers = await Promise.all(
    ['Depot', 'DEPOT', 'depot'].map((name) =>
      problemOf(client.createHub({ body: { name, ...place } })),
    ),
  )
  expect(answers.filter((answer) => answer === null)).toHaveLength(1)
  expect(answers.find((answer) => answer !== null)).toMatchObject({
    type: '/problems/name-taken',
    errors: [{ pointer: '#/name' }],
  })
  const other = await client.createHub({ body: { name: 'Other', ...place } })
  await expect(
    client.updateHub({ params: { hubId: other.id }, body: { name: 'dePot' } }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/name-taken', errors: [{ pointer: '#/name' }] },
  })
  const elsewhere = await someone()
  expect(await elsewhere.client.createHub({ body: { name: 'Depot', ...place } })).toMatchObject({
    name: 'Depot',
  })
})

test('HB1: two who rename two hubs to one name at once: one is told', async () => {
  const { client, organization } = await someone()
  const hubs = [await app.hub(organization), await app.hub(organization)]
  const answers = await Promise.all(
    hubs.map((hubId) =>
      problemOf(client.updateHub({ params: { hubId }, body: { name: 'The same' } })),
    ),
  )
  expect(answers.filter((answer) => answer?.type === '/problems/name-taken')).toHaveLength(1)
})

describe('HB1: a hub in use is not deleted, and one is told what to do', () => {
  test('members', async () => {
    const { client, organization } = await someone()
    const hub = await client.createHub({ body: { name: 'Depot', ...place } })
    await app.member(organization, await app.person(), { role: 'planner', hubs: [hub.id] })
    const refusal = await problemOf(client.removeHub({ params: { hubId: hub.id } }))
    expect(refusal).toMatchObject({ type: '/problems/hub-in-use' })
    expect(refusal?.detail).toMatch(/members.*\(1\).*take it off them/)
  })
  test('tasks, finished ones too', async () => {
    const { client, organization } = await someone()
    const hub = await client.createHub({ body: { name: 'Depot', ...place } })
    await addTask(organization, hub.id, 'ongoing')
    const refusal = await problemOf(client.removeHub({ params: { hubId: hub.id } }))
    expect(refusal?.detail).toMatch(/^It has open tasks \(1\): move or delete/)
    await addTask(organization, hub.id, 'done')
    const other = await problemOf(client.removeHub({ params: { hubId: hub.id } }))
    expect(other?.detail).toMatch(/Tasks were done in it \(1\)/)
    expect((await client.getHub({ params: { hubId: hub.id } })).use).toEqual({
      otherMembers: 0,
      openTasks: 1,
      doneTasks: 1,
      assigned: true,
    })
  })
  test('open tasks that one does not see oneself: to be assigned first', async () => {
    const { client, organization } = await someone()
    const hubId = await app.hub(organization)
    await addTask(organization, hubId, 'ongoing')
    const hub = await client.getHub({ params: { hubId } })
    expect(hub.use).toMatchObject({ openTasks: 1, assigned: false })
    const refusal = await problemOf(client.removeHub({ params: { hubId } }))
    expect(refusal?.detail).toMatch(/^It has open tasks \(1\), .*: assign yourself, then move/)
  })
  test('a map shows where they are, as the search finds them', async () => {
    const { client } = await someone()
    for (const name of ['North', 'South']) await client.createHub({ body: { name, ...place } })
    const { items, more } = await client.listHubPlaces({ query: { q: 'nor' } })
    expect(items).toEqual([expect.objectContaining({ name: 'North', latitude: place.latitude })])
    expect(more).toBe(false)
  })
  test('only its creator: it goes, and a second deletion finds nothing', async () => {
    const { client } = await someone()
    const hub = await client.createHub({ body: { name: 'Depot', ...place } })
    const answers = await Promise.all(
      [1, 2].map(() => problemOf(client.removeHub({ params: { hubId: hub.id } }))),
    )
    expect(answers.map((answer) => answer?.type ?? 'gone').sort()).toEqual([
      '/problems/not-found',
      'gone',
    ])
    expect((await client.listMyHubs()).items).toEqual([])
  })
})

test('HB1: a deletion waits for whoever is assigning the hub at this moment, and is refused then', async () => {
  const { client, organization } = await someone()
  const hubId = await app.hub(organization)
  const memberId = await app.member(organization, await app.person(), { role: 'planner' })
  const { removal } = await app.owner.transaction(async (tx) => {
    await tx.query(sql`insert into member_hubs (organization_id, member_id, hub_id)
      values (${organization.id}, ${memberId}, ${hubId})`)
    const begun = resultOf(client.removeHub({ params: { hubId } }))
    await untilBlocked(tx)
    return { removal: begun }
  })
  expect(await removal).toBe('hub-in-use')
})

const addTask = (organization: TestOrganization, hubId: HubId, status: 'ongoing' | 'done') =>
  app.owner.transaction(async (tx) => {
    const flowId = randomUUID()
    await tx.query(sql`insert into flow_versions (organization_id, flow_id, version, name, pages)
      values (${organization.id}, ${flowId}, 1, 'Pickup', '[]')`)
    await tx.query(sql`insert into tasks (organization_id, hub_id, flow_id, flow_version, title, status, starts_at, ends_at, done_at)
      values (${organization.id}, ${hubId}, ${flowId}, 1, 'Collect', ${status}, now(), now(), case when ${status} = 'done' then now() end)`)
  })

describe('PR3: hubs of another organization', () => {
  test('answer as what does not exist', async () => {
    const [acme, globex] = [await someone(), await someone()]
    const foreign = await app.hub(globex.organization, planted)
    for (const hubId of [foreign, randomUUID() as HubId, 'garbage' as HubId, '%00' as HubId])
      for (const refusal of await Promise.all([
        problemOf(acme.client.getHub({ params: { hubId } })),
        problemOf(acme.client.updateHub({ params: { hubId }, body: { name: 'Mine' } })),
        problemOf(acme.client.removeHub({ params: { hubId } })),
      ])) {
        expect(refusal).toMatchObject({
          type: '/problems/not-found',
          title: 'There is nothing here',
        })
        expect(JSON.stringify(refusal)).not.toContain(planted)
      }
    expect(JSON.stringify(await acme.client.listHubs({ query: {} }))).not.toContain(planted)
    expect((await acme.client.listHubs({ query: { q: 'planted' } })).items).toEqual([])
  })
})

describe('US1: the list of hubs', () => {
  test('shows 500 hubs by name, each once, page by page, with how many there are', async () => {
    const { client, organization } = await someone()
    await app.owner.transaction((tx) =>
      tx.query(sql`insert into hubs (organization_id, name, latitude, longitude)
        select ${organization.id}, 'Hub ' || lpad(n::text, 3, '0'), 0, 0 from generate_series(1, 500) n`),
    )
    const names: string[] = []
    let cursor: string | null | undefined
    do {
      const page = await client.listHubs({ query: { limit: 90, ...(cursor && { cursor }) } })
      expect(page.about).toBe(500)
      names.push(...page.items.map((hub) => hub.name))
      cursor = page.nextCursor
    } while (cursor)
    expect(names).toEqual(
      Array.from({ length: 500 }, (_, n) => `Hub ${String(n + 1).padStart(3, '0')}`),
    )
  })

  test('finds by any part of the name, in any case, and takes %, _ and \\ as they are', async () => {
    const { client, organization } = await someone()
    for (const name of ['100% Depot', 'Under_score', 'Back\\slash', 'Café مستودع 🚚'])
      await app.hub(organization, name)
    const found = async (q: string) =>
      (await client.listHubs({ query: { q } })).items.map((hub) => hub.name)
    expect(await found('DEPOT')).toEqual(['100% Depot'])
    expect(await found('%')).toEqual(['100% Depot'])
    expect(await found('_')).toEqual(['Under_score'])
    expect(await found('\\')).toEqual(['Back\\slash'])
    expect(await found('CAFÉ')).toEqual(['Café مستودع 🚚'])
    expect(await found('مستودع')).toEqual(['Café مستودع 🚚'])
    expect(await found("'; drop table hubs; --")).toEqual([])
  })

  test('refuses a cursor that is none of ours', async () => {
    const { client } = await someone()
    for (const cursor of ['x', 'WyJhIl0', Buffer.from('["a\\u0000",1]').toString('base64url')])
      await expect(client.listHubs({ query: { cursor } })).rejects.toMatchObject({
        problem: { type: '/problems/values-refused', errors: [{ pointer: '#query/cursor' }] },
      })
  })
})

test('RP3: a planner sees hubs and changes none', async () => {
  const { client, organization } = await someone('planner')
  const hubId = await app.hub(organization)
  expect((await client.listHubs({ query: {} })).items).toHaveLength(1)
  for (const refusal of await Promise.all([
    problemOf(client.createHub({ body: { name: 'New', ...place } })),
    problemOf(client.updateHub({ params: { hubId }, body: { name: 'New' } })),
    problemOf(client.removeHub({ params: { hubId } })),
  ]))
    expect(refusal).toMatchObject({ type: '/problems/not-permitted' })
})

test('HB1: latitude and longitude go together, within the globe', async () => {
  const { client, organization } = await someone()
  const hubId = await app.hub(organization)
  for (const body of [
    { latitude: 1 },
    { longitude: 1 },
    { latitude: 91, longitude: 0 },
    { latitude: 0, longitude: -181 },
  ])
    await expect(client.updateHub({ params: { hubId }, body })).rejects.toMatchObject({
      problem: { status: 400 },
    })
})
