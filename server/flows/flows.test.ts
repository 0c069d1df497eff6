import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiError, Client } from '#api/client.ts'
import type { FlowId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { addDefaultFlows } from './add-flows.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const someone = async (role: RoleTemplate = 'admin') => {
  const [organization, person] = [await app.organization(), await app.person()]
  await app.member(organization, await app.person())
  const memberId = await app.member(organization, person, { role })
  return { organization, memberId, ...(await app.signedIn(person, memberId)) }
}

const refused = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (reason: ApiError) => reason,
  )
  if (!error) throw new Error('expected a refusal')
  return error.problem
}

const pages: Parameters<Client['createFlow']>[0]['body']['pages'] = [
  {
    title: 'At the desk',
    components: [{ id: 'receiver', kind: 'text', title: 'Receiver', required: true }],
  },
  {
    title: 'On the way',
    components: [{ id: 'photo', kind: 'photo', title: 'Photo', min: 1, max: 3 }],
  },
]

const auditOf = (subjectId: string) =>
  app.owner.transaction((tx) =>
    tx.query<{ action: string; actor: string }>(
      sql`select action, actor_member_id as actor from audit_events where subject_id = ${subjectId} order by id`,
    ),
  )

test('FL1: a new organization’s six default flows are listed in their order and can be opened', async () => {
  const { organization, client } = await someone('field_user')
  await app.owner.transaction((tx) => addDefaultFlows(tx, organization.id, 'en'))
  const { items } = await client.listFlows()
  expect(items.map(({ name }) => name)).toEqual([
    'Pickup',
    'Delivery',
    'Field Sales',
    'Field Canvassing',
    'Home Cleaning',
    'House Inspection',
  ])
  for (const summary of items) {
    const flow = await client.getFlow({ params: { flowId: summary.id } })
    expect(flow).toMatchObject({ ...summary, default: true, version: 1 })
    expect(flow.pages.length).toBe(summary.pageCount)
    expect(flow.pages.flatMap(({ components }) => components).length).toBe(summary.componentCount)
  }
})

test('FL1: a flow is created behind the others, saved as its next version, and deleted; each leaves an audit row', async () => {
  const { client, memberId } = await someone()
  const first = await client.createFlow({ body: { name: 'Survey', pages } })
  expect(first).toMatchObject({
    name: 'Survey',
    default: false,
    version: 1,
    pageCount: 2,
    componentCount: 2,
  })
  expect(first.pages[0]?.components[0]).toMatchObject({ id: 'receiver', visible: true, help: '' })
  await client.createFlow({ body: { name: 'Another', pages } })

  const second = await client.updateFlow({
    params: { flowId: first.id },
    body: { name: 'Survey two', pages: pages.slice(0, 1), version: 1 },
  })
  expect(second).toMatchObject({ id: first.id, name: 'Survey two', version: 2, pageCount: 1 })
  expect((await client.listFlows()).items.map(({ name }) => name)).toEqual([
    'Survey two',
    'Another',
  ])

  await client.removeFlow({ params: { flowId: first.id } })
  expect(await refused(client.getFlow({ params: { flowId: first.id } }))).toMatchObject({
    status: 404,
  })
  expect(await auditOf(first.id)).toEqual(
    ['flow.created', 'flow.updated', 'flow.deleted'].map((action) => ({ action, actor: memberId })),
  )
  const { items } = await client.listAuditEvents({ query: { action: 'flow.updated' } })
  expect(items.map(({ details }) => details)).toEqual([
    { name: 'Survey two', version: 2, before: { name: 'Survey' } },
  ])
})

test('FL1: of two who save one flow at once, the second learns that it has changed', async () => {
  const { client } = await someone()
  const { id } = await client.createFlow({ body: { name: 'Survey', pages } })
  const save = (name: string) =>
    client.updateFlow({ params: { flowId: id }, body: { name, pages, version: 1 } })
  const results = await Promise.allSettled([save('Mine'), save('Yours')])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect((await refused(save('Late'))).type).toBe('/problems/flow-changed')
  expect((await client.getFlow({ params: { flowId: id } })).version).toBe(2)
})

test('FL1: a name is unique whatever its case, also for two at once; reserved names are refused', async () => {
  const { client } = await someone()
  const results = await Promise.allSettled([
    client.createFlow({ body: { name: 'Survey', pages } }),
    client.createFlow({ body: { name: 'SURVEY', pages } }),
  ])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await refused(client.createFlow({ body: { name: ' survey ', pages } }))).toMatchObject({
    type: '/problems/name-taken',
    errors: [{ pointer: '#/name' }],
  })
  const other = await client.createFlow({ body: { name: 'Other', pages } })
  expect(
    await refused(
      client.updateFlow({
        params: { flowId: other.id },
        body: { name: 'Survey', pages, version: 1 },
      }),
    ),
  ).toMatchObject({ type: '/problems/name-taken' })
  for (const name of ['Handover', 'activity '])
    expect(await refused(client.createFlow({ body: { name, pages } }))).toMatchObject({
      status: 400,
      errors: [{ pointer: '#/name' }],
    })
})

test('FL1: the same Idempotency-Key makes one flow', async () => {
  const { client } = await someone()
  const request = { body: { name: 'Once', pages }, idempotencyKey: randomUUID() }
  expect((await client.createFlow(request)).id).toBe((await client.createFlow(request)).id)
})

test('FL1: a form that contradicts itself is refused where it does', async () => {
  const { client } = await someone()
  const errorsOf = async (components: object[]) =>
    (
      await refused(
        client.createFlow({
          body: { name: 'Bad', pages: [{ title: 'One', components: components as [] }] },
        }),
      )
    ).errors?.map(({ pointer }) => pointer)
  const at = (field: string, n = 0) => `#/pages/0/components/${n}/${field}`
  const part = { id: 'a', kind: 'text', title: 'A' }
  expect(await errorsOf([part, part])).toEqual([at('id', 1)])
  expect(await errorsOf([{ ...part, id: '__proto__' }])).toEqual([at('id')])
  expect(await errorsOf([{ ...part, kind: 'spaceship' }])).toEqual([at('kind')])
  expect(await errorsOf([{ ...part, kind: 'select' }])).toEqual([at('options')])
  expect(await errorsOf([{ ...part, kind: 'select', options: ['x', 'x'] }])).toEqual([
    at('options'),
  ])
  expect(await errorsOf([{ ...part, kind: 'select', options: ['x'], min: 2 }])).toEqual([at('min')])
  expect(await errorsOf([{ ...part, title: 'nul \0' }])).toEqual([at('title')])
  expect(await errorsOf([{ ...part, colour: 'red' }])).toEqual([at('colour')])
  expect(await errorsOf([{ ...part, kind: 'number', default: 'much' }])).toEqual([at('default')])
  const when = { component: 'a', options: ['x'], action: 'show' }
  expect(await errorsOf([part, { ...part, id: 'b', conditions: [when] }])).toEqual([
    at('conditions/0/component', 1),
  ])
})

const idsOf = (items: readonly { id: FlowId }[]) => items.map(({ id }) => id)

test('FL1: every save is a version that says who and when; one of them comes back as the next', async () => {
  const { client, memberId } = await someone()
  const { id } = await client.createFlow({ body: { name: 'Survey', pages } })
  const flowId = { flowId: id }
  await client.updateFlow({
    params: flowId,
    body: { name: 'Census', pages: pages.slice(0, 1), version: 1 },
  })
  const { items, about, nextCursor } = await client.listFlowVersions({ params: flowId, query: {} })
  expect(items).toMatchObject([
    { version: 2, name: 'Census', pageCount: 1, componentCount: 1, savedBy: { id: memberId } },
    { version: 1, name: 'Survey', pageCount: 2, componentCount: 2, savedBy: { id: memberId } },
  ])
  expect([about, nextCursor]).toEqual([2, null])
  const first = await client.getFlowVersion({ params: { ...flowId, version: 1 } })
  expect(first).toMatchObject({ ...items[1], pages: [{ title: 'At the desk' }, {}] })

  const restored = await client.restoreFlow({ params: flowId, body: { from: 1, version: 2 } })
  expect(restored).toMatchObject({ version: 3, name: 'Census', pages: first.pages })
  expect((await client.getFlowVersion({ params: { ...flowId, version: 3 } })).pages).toEqual(
    first.pages,
  )
  expect(await auditOf(id)).toMatchObject([{}, {}, { action: 'flow.restored', actor: memberId }])
})

test('FL1: a restoration is refused when somebody saved in between, and where there is no such version', async () => {
  const { client } = await someone()
  const { id } = await client.createFlow({ body: { name: 'Survey', pages } })
  const restore = (from: number, version: number) =>
    client.restoreFlow({ params: { flowId: id }, body: { from, version } })
  expect(await refused(restore(2, 1))).toMatchObject({
    type: '/problems/values-refused',
    errors: [{ pointer: '#/from' }],
  })
  const results = await Promise.allSettled([restore(1, 1), restore(1, 1)])
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(await refused(restore(1, 1))).toMatchObject({ type: '/problems/flow-changed' })
  expect((await client.getFlow({ params: { flowId: id } })).version).toBe(2)
})

test('FL1: versions are listed a page at a time, none twice and none left out', async () => {
  const { client } = await someone()
  const { id } = await client.createFlow({ body: { name: 'Survey', pages } })
  for (const version of [1, 2, 3, 4])
    await client.updateFlow({ params: { flowId: id }, body: { name: 'Survey', pages, version } })
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = await client.listFlowVersions({
      params: { flowId: id },
      query: { limit: 2, ...(cursor && { cursor }) },
    })
    seen.push(...page.items.map(({ version }) => version))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  expect(seen).toEqual([5, 4, 3, 2, 1])
})

test('FL1: a copy stands behind the others with a history of its own, and is made once for one key', async () => {
  const { organization, client, memberId } = await someone()
  await app.owner.transaction((tx) => addDefaultFlows(tx, organization.id, 'en'))
  const [pickup] = (await client.listFlows()).items
  if (!pickup) throw new Error('expected a flow')
  const request = {
    params: { flowId: pickup.id },
    body: { name: 'Pickup at night' },
    idempotencyKey: randomUUID(),
  }
  const copy = await client.copyFlow(request)
  const { pages: copied } = await client.getFlow({ params: { flowId: pickup.id } })
  expect(copy).toMatchObject({ version: 1, default: false, name: 'Pickup at night', pages: copied })
  expect((await client.copyFlow(request)).id).toBe(copy.id)
  expect((await client.listFlows()).items.at(-1)?.id).toBe(copy.id)
  const history = await client.listFlowVersions({ params: { flowId: copy.id }, query: {} })
  expect(history.items).toMatchObject([{ version: 1, savedBy: { id: memberId } }])
  expect(await auditOf(copy.id)).toMatchObject([{ action: 'flow.created' }])
  expect(
    await refused(client.copyFlow({ params: { flowId: pickup.id }, body: { name: 'delivery' } })),
  ).toMatchObject({ type: '/problems/name-taken', errors: [{ pointer: '#/name' }] })
})

test('FL1: flows stand in the order that somebody gave them; all of them must be named, each once', async () => {
  const { client } = await someone()
  for (const name of ['A', 'B', 'C']) await client.createFlow({ body: { name, pages } })
  const [a, b, c] = idsOf((await client.listFlows()).items)
  if (!a || !b || !c) throw new Error('expected three flows')
  const order = (...flowIds: FlowId[]) => client.orderFlows({ body: { flowIds } })
  expect(idsOf((await order(c, a, b)).items)).toEqual([c, a, b])
  expect(idsOf((await client.listFlows()).items)).toEqual([c, a, b])
  await order(c, a, b)
  const audit = await app.owner.transaction((tx) =>
    tx.query(sql`select details from audit_events where action = 'flow.ordered'
      and details -> 'flows' = '["C", "A", "B"]' and organization_id =
        (select organization_id from flows where id = ${a})`),
  )
  expect(audit).toHaveLength(1)
  for (const wrong of [[a, b], [a, b, b], [a, b, c, c], [a, b, randomUUID() as FlowId], []])
    expect(await refused(order(...wrong))).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/flowIds' }],
    })
  await Promise.all([order(a, b, c), order(b, c, a)])
  const after = idsOf((await client.listFlows()).items).join()
  expect([[a, b, c].join(), [b, c, a].join()]).toContain(after)
})

test('FL1: a form of the time before conditions is answered as having none', async () => {
  const { client } = await someone()
  const { id } = await client.createFlow({ body: { name: 'Old', pages } })
  const old = JSON.stringify([
    { title: 'One', components: [{ id: 'a', kind: 'text', title: 'A', required: true }] },
  ])
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`update flows set pages = ${old}::jsonb where id = ${id}`)
    await tx.query(sql`update flow_versions set pages = ${old}::jsonb where flow_id = ${id}`)
  })
  const plain = { conditions: [], help: '', visible: true }
  expect((await client.getFlow({ params: { flowId: id } })).pages[0]?.components).toMatchObject([
    plain,
  ])
  const version = await client.getFlowVersion({ params: { flowId: id, version: 1 } })
  expect(version.pages[0]?.components).toMatchObject([plain])
})

test('FL1: who has left is no longer named by a version', async () => {
  const { organization, client } = await someone()
  const other = await app.person()
  const otherId = await app.member(organization, other, { role: 'admin' })
  const { id } = await (await app.signedIn(other, otherId)).client.createFlow({
    body: { name: 'Theirs', pages },
  })
  await app.owner.transaction((tx) => tx.query(sql`delete from members where id = ${otherId}`))
  const { items } = await client.listFlowVersions({ params: { flowId: id }, query: {} })
  expect(items).toMatchObject([{ version: 1, savedBy: null }])
})

test('FL1: titles keep emoji and right-to-left text', async () => {
  const { client } = await someone()
  const flow = await client.createFlow({
    body: {
      name: '📦 توصيل',
      pages: [{ title: 'صفحة', components: [{ id: 'a', kind: 'text', title: '‏اسم 👋🏽' }] }],
    },
  })
  expect(flow).toMatchObject({
    name: '📦 توصيل',
    pages: [{ title: 'صفحة', components: [{ title: '‏اسم 👋🏽' }] }],
  })
})

test('RP3: whoever may only see flows changes none', async () => {
  const { client } = await someone('planner')
  const flowId = randomUUID() as FlowId
  const refusals = await Promise.all(
    [
      client.createFlow({ body: { name: 'X', pages } }),
      client.updateFlow({ params: { flowId }, body: { name: 'X', pages, version: 1 } }),
      client.removeFlow({ params: { flowId } }),
      client.copyFlow({ params: { flowId }, body: { name: 'X' } }),
      client.orderFlows({ body: { flowIds: [] } }),
      client.restoreFlow({ params: { flowId }, body: { from: 1, version: 1 } }),
    ].map(refused),
  )
  expect(new Set(refusals.map(({ type }) => type))).toEqual(new Set(['/problems/not-permitted']))
})

test('PR3: another organization’s flow answers like none at all', async () => {
  const [here, there] = [await someone(), await someone()]
  const { id } = await there.client.createFlow({ body: { name: 'Theirs', pages } })
  const attempts = (flowId: FlowId) => [
    here.client.getFlow({ params: { flowId } }),
    here.client.updateFlow({ params: { flowId }, body: { name: 'Ours', pages, version: 1 } }),
    here.client.removeFlow({ params: { flowId } }),
    here.client.copyFlow({ params: { flowId }, body: { name: 'Ours' } }),
    here.client.restoreFlow({ params: { flowId }, body: { from: 1, version: 1 } }),
    here.client.listFlowVersions({ params: { flowId }, query: {} }),
    here.client.getFlowVersion({ params: { flowId, version: 1 } }),
  ]
  const [foreign, unknown] = await Promise.all(
    [id, randomUUID() as FlowId].map((flowId) => Promise.all(attempts(flowId).map(refused))),
  )
  const answer = (problems: typeof foreign) =>
    problems?.map((document) => ({ ...document, instance: null }))
  expect(answer(foreign)).toEqual(answer(unknown))
  expect(foreign?.map(({ status }) => status)).toEqual(Array(7).fill(404))
  expect((await here.client.listFlows()).items).toEqual([])
  expect(await there.client.getFlow({ params: { flowId: id } })).toMatchObject({
    name: 'Theirs',
    version: 1,
  })
})
