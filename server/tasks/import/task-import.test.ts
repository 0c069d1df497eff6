import { randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { HubId, ImportId, OperationId, RoleId } from '#api/common.ts'
import type { FlowPage } from '#api/flows.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { taskPlaces } from '#test/task-places.ts'
import { workbook } from '#test/workbook.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

const { role } = taskPlaces(() => app)

const component = (id: string, kind: FlowPage['components'][number]['kind'], more: object = {}) =>
  ({ id, kind, title: id, ...more }) as FlowPage['components'][number]
const pages: FlowPage[] = [
  {
    title: 'At the desk',
    components: [
      component('receiver', 'text', { title: 'Receiver', required: true }),
      component('weight', 'number', { title: 'Weight', maximum: 50 }),
      component('priority', 'select', { title: 'Priority', options: ['Low', 'High'] }),
      component('due', 'date', { title: 'Due' }),
      component('where', 'coordinate', { title: 'Where' }),
      component('reason', 'text', {
        title: 'Reason',
        conditions: [{ component: 'priority', options: ['High'], action: 'require' }],
      }),
      component('extras', 'list', { title: 'Extras' }),
      component('door', 'photo', { title: 'Door' }),
    ],
  },
  { title: 'On the way', components: [component('amount', 'number', { title: 'Amount' })] },
]

const someone = async (
  organization: TestOrganization,
  values: { role?: RoleTemplate | RoleId; hubs?: HubId[]; firstName?: string } = {},
) => {
  const person = await app.person()
  const memberId = await app.member(organization, person, { role: 'planner', ...values })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

async function place() {
  const organization = await app.organization()
  const north = await app.hub(organization, 'North')
  const south = await app.hub(organization, 'South')
  const boss = await someone(organization, { role: 'owner', hubs: [north] })
  const { id: flowId } = await boss.client.createFlow({ body: { name: 'Delivery', pages } })
  const worker = await someone(organization, { role: 'field_user', hubs: [north] })
  return { organization, north, south, boss, worker, flowId }
}
type Someone = Awaited<ReturnType<typeof someone>>

const csv = (...lines: string[]) => new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' })
const upload = ({ client }: Pick<Someone, 'client'>, ...lines: string[]) =>
  client.createTaskImport({ query: { name: 'tasks.csv' }, upload: csv(...lines) })
const finish = async (client: Client, operationId: OperationId, job = 'task-import') => {
  for (let slice = 0; slice < 50; slice++) {
    const operation = await client.getOperation({ params: { operationId } })
    if (operation.status !== 'running') return operation
    await runJobs(app, `operation-${job}`)
  }
  throw new Error('it does not end')
}
const run = async ({ client }: Pick<Someone, 'client'>, importId: ImportId, hubId?: HubId) => {
  const { id } = await client.startTaskImport({ params: { importId }, body: { hubId } })
  return finish(client, id)
}
const download = async ({ client, token }: Someone, operationId: OperationId) => {
  const { url } = await client.createDownloadLink({ params: { operationId } })
  const response = await app.fetch(
    new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${token}` } }),
  )
  expect(response.status).toBe(200)
  return response.text()
}
const tasksOf = async ({ client }: Pick<Someone, 'client'>) => {
  const { items } = await client.listTasks({ query: { limit: 100, sort: 'newest' } })
  return Promise.all(items.map(({ id: taskId }) => client.getTask({ params: { taskId } })))
}

test('TK1: a file is uploaded, mapped, previewed and imported, as if each task were created by hand', async () => {
  const { boss, worker, north, flowId } = await place()
  const uploaded = await upload(
    boss,
    'Title;Start;End;Hub;Assignees;Receiver;Weight;Priority;Due;Where;Extras;Door;Secret',
    `Fetch;2026-03-31 08:30;31.3.2026;north;${worker.person.email};Ana;1,5;low;31/3/2026;-6.2, 106.8;a|b;x;y`,
    'Bring;;;;;Budi;;;;;;;',
  )
  expect(uploaded).toMatchObject({ delimiter: ';', rows: 2, flowId: expect.any(String) })
  expect(uploaded.columns.map(({ target }) => target)).toEqual([
    'title',
    'start',
    'end',
    'hub',
    'assignees',
    'component:receiver',
    'component:weight',
    'component:priority',
    'component:due',
    'component:where',
    'component:extras',
    null,
    null,
  ])
  const params = { importId: uploaded.id }
  const preview = await boss.client.previewTaskImport({ params, body: { hubId: north } })
  expect(preview).toMatchObject({ add: 2, refuse: 0, errors: [] })
  expect(preview.rows[0]).toMatchObject({ line: 2, title: 'Fetch', hub: 'North', assignees: 1 })
  expect(await tasksOf(boss)).toEqual([])

  const operation = await run(boss, uploaded.id, north)
  expect(operation).toMatchObject({
    status: 'done',
    done: 2,
    total: 2,
    counts: { added: 2, refused: 0 },
    file: null,
  })
  const [bring, fetch] = await tasksOf(boss)
  expect(fetch).toMatchObject({
    title: 'Fetch',
    status: 'ongoing',
    flow: { id: flowId },
    hub: { id: north },
    assignees: [{ id: worker.memberId }],
    values: {
      receiver: 'Ana',
      weight: 1.5,
      priority: 'Low',
      due: '2026-03-31',
      where: '-6.2, 106.8',
      extras: ['a', 'b'],
    },
    latitude: -6.2,
    version: 1,
  })
  const day = 86_400_000
  expect(Date.parse(fetch?.endsAt ?? '') - Date.parse(fetch?.startsAt ?? '')).toBe(
    15.5 * 3_600_000 - 60_000,
  )
  expect(bring).toMatchObject({ status: 'unassigned', assignees: [] })
  expect(Date.parse(bring?.endsAt ?? '') - Date.parse(bring?.startsAt ?? '')).toBe(day)
  const entries = await boss.client.listTaskEntries({
    params: { taskId: fetch?.id as never },
    query: {},
  })
  expect(entries.items.map(({ event }) => event)).toMatchObject([
    { kind: 'imported', added: [{ id: worker.memberId }] },
  ])
  const audit = await boss.client.listAuditEvents({ query: { action: 'task' } })
  expect(audit.items.map(({ action }) => action).toSorted()).toEqual([
    'task.created',
    'task.created',
    'task.imported',
  ])
})

test('TK1: everything wrong with a row is told by line and column, and refused rows come back to be corrected', async () => {
  const { boss, organization, north, south } = await place()
  const stranger = await place()
  const farWorker = await someone(organization, { hubs: [south] })
  const suspended = await someone(organization, { hubs: [north] })
  await app.owner.transaction((tx) =>
    tx.query(sql`update members set status = 'suspended' where id = ${suspended.memberId}`),
  )
  const uploaded = await upload(
    boss,
    'title,start,end,hub,assignees,receiver,weight,priority,reason',
    'Good,,,,,Ana,,,',
    ',yesterday,,South,,,heavy,Middle,',
    'Late,2026-03-31 08:30,2026-03-30 08:30,Nowhere,,Ana,51,High,',
    `Theirs,0026-01-01,,,${stranger.worker.person.email} ${farWorker.person.email};${suspended.person.email};nobody,Ana,,,`,
    `${'x'.repeat(201)},,2026-02-30,,,=Ana,,,`,
  )
  const params = { importId: uploaded.id }
  const { errors, add, refuse } = await boss.client.previewTaskImport({
    params,
    body: { hubId: north },
  })
  expect({ add, refuse }).toEqual({ add: 1, refuse: 4 })
  expect(errors.map(({ line, column, reason }) => [line, column, reason])).toEqual([
    [3, 'title', 'no-title'],
    [3, 'start', 'not-a-time'],
    // One that is there, and not the importer's.
    [3, 'hub', 'none-of-your-hubs'],
    [3, 'receiver', 'value-required'],
    [3, 'weight', 'value-wrong-type'],
    [3, 'priority', 'value-not-one-of'],
    [4, 'end', 'ends-before-start'],
    [4, 'hub', 'none-of-your-hubs'],
    [4, 'weight', 'value-too-big'],
    [4, 'reason', 'value-required'],
    [5, 'start', 'too-far-away'],
    [5, 'assignees', 'not-assignable'],
    [5, 'assignees', 'not-assignable'],
    [5, 'assignees', 'not-assignable'],
    [5, 'assignees', 'not-assignable'],
    [6, 'title', 'title-too-long'],
    [6, 'end', 'not-a-time'],
  ])
  expect(errors.find(({ reason }) => reason === 'value-too-big')).toMatchObject({
    component: 'Weight',
    value: '51',
    values: { max: 50 },
  })
  const operation = await run(boss, uploaded.id, north)
  expect(operation).toMatchObject({ counts: { added: 1, refused: 4 } })
  expect(operation.refusals.map(({ reason }) => reason)).toEqual([
    'no-title',
    'ends-before-start',
    'too-far-away',
    'title-too-long',
  ])
  const report = await download(boss, operation.id)
  expect(operation.file?.name).toBe('refused-tasks.csv')
  expect(report.split('\r\n')[0]).toBe(
    '"Line","Code","Reason","Column","title","start","end","hub","assignees","receiver","weight","priority","reason"',
  )
  expect(report).toContain('"\'=Ana"')
  expect(report).toContain('3,"no-title","Has no title","title",')
  const corrected = report.replace('"x'.padEnd(202, 'x'), '"Short').replace('2026-02-30', '')
  const again = await upload(boss, corrected.trimEnd())
  expect(again).toMatchObject({ remembered: true, rows: 4 })
  expect(again.columns.slice(3, 5).map(({ target }) => target)).toEqual([null, 'title'])
  expect((await run(boss, again.id, north)).counts).toEqual({ added: 1, refused: 3 })
  expect((await tasksOf(boss))[0]?.values).toMatchObject({ receiver: '=Ana' })
})

test('TK1: a workbook of Excel is read as it looks; lines are those of the sheet', async () => {
  const { boss, north } = await place()
  const bytes = await workbook({
    rows: [
      ['Deliveries of May'],
      [],
      ['Title', 'Start', 'Receiver', 'Weight', 'Due'],
      [
        'Fetch',
        { number: 46_112.354_166_666_664, format: 'dd/mm/yyyy hh:mm' },
        'Ana',
        0.1 + 0.2,
        { number: 46_112, format: 'd.m.yy' },
      ],
      [],
      ['Bring', 'soon', 'Budi', 99],
    ],
  })
  const uploaded = await boss.client.createTaskImport({
    query: { name: 'tasks.xlsx' },
    upload: new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }),
  })
  expect(uploaded).toMatchObject({ encoding: null, delimiter: null, headerRow: 2, rows: 2 })
  const params = { importId: uploaded.id }
  const chosen = await boss.client.updateTaskImport({ params, body: { encoding: 'utf-8' } })
  expect(chosen).toMatchObject({ encoding: null, delimiter: null, rows: 2 })
  const { errors } = await boss.client.previewTaskImport({ params, body: { hubId: north } })
  expect(errors.map(({ line, column }) => [line, column])).toEqual([
    [6, 'Start'],
    [6, 'Weight'],
  ])
  await run(boss, uploaded.id, north)
  const [task] = await tasksOf(boss)
  expect(task?.values).toMatchObject({ weight: 0.3, due: '2026-03-31' })
  const zone = (await boss.client.getOrganization()).timeZone
  const shown = new Date(task?.startsAt ?? '').toLocaleString('sv', { timeZone: zone })
  expect(shown).toBe('2026-03-31 08:30:00')
})

test('TK1: the flow and what columns are is chosen, remembered by header and flow, and guessed anew with another flow', async () => {
  const { boss, north, flowId } = await place()
  const other = await boss.client.createFlow({
    body: {
      name: 'Pickup',
      pages: [{ title: 'Form', components: [component('who', 'text', { title: 'Nick' })] }],
    },
  })
  const first = await upload(boss, 'What,Nick', 'Fetch,Ana')
  expect(first).toMatchObject({ flowId: null, remembered: false })
  expect(first.columns.map(({ target }) => target)).toEqual([null, null])
  const params = { importId: first.id }
  const preview = () => boss.client.previewTaskImport({ params, body: { hubId: north } })
  expect(await resultOf(preview())).toBe('import-unfinished')
  const change = (body: Parameters<Client['updateTaskImport']>[0]['body']) =>
    boss.client.updateTaskImport({ params, body })
  const chosen = await change({ flowId: other.id })
  expect(chosen.columns.map(({ target }) => target)).toEqual([null, 'component:who'])
  expect(await resultOf(preview())).toBe('import-unfinished')
  for (const [mapping, code] of [
    [['title', 'title'], 'twice'],
    [['title', 'component:receiver'], 'unknown'],
    [['title', null, 'start'], 'too-many'],
  ] as const)
    expect((await problemOf(change({ mapping: [...mapping] })))?.errors?.[0]?.code).toBe(code)
  await change({ mapping: ['title', 'component:who'] })
  expect(await preview()).toMatchObject({ add: 1 })
  const nowhere = boss.client.startTaskImport({ params, body: {} })
  expect(await resultOf(nowhere)).toBe('import-unfinished')
  await run(boss, first.id, north)
  expect(await resultOf(change({ headerRow: 0 }))).toBe('not-in-status')

  const second = await upload(boss, 'WHAT,nick', 'Bring,Budi')
  expect(second).toMatchObject({ flowId: other.id, remembered: true })
  expect(second.columns.map(({ target }) => target)).toEqual(['title', 'component:who'])
  const delivery = await boss.client.updateTaskImport({
    params: { importId: second.id },
    body: { flowId },
  })
  expect(delivery.columns.map(({ target }) => target)).toEqual([null, null])
  const unknown = boss.client.updateTaskImport({
    params: { importId: second.id },
    body: { flowId: (await place()).flowId },
  })
  expect((await problemOf(unknown))?.errors?.[0]?.pointer).toBe('#/flowId')
})

test('TK1: more than a thousand rows, an old workbook and nothing at all are refused by name', async () => {
  const { boss } = await place()
  const codeOf = async (call: Promise<unknown>) => (await problemOf(call))?.errors?.[0]
  const rows = (count: number) => Array.from({ length: count }, (_, n) => `Task ${n}`)
  expect(await codeOf(upload(boss, 'title', ...rows(1_001)))).toMatchObject({
    code: 'too-many-rows',
    values: { max: 1_000 },
  })
  expect(await upload(boss, 'title', ...rows(1_000))).toMatchObject({ rows: 1_000 })
  expect(await codeOf(upload(boss, ''))).toMatchObject({ code: 'nothing-in-it' })
  const bytes = (hex: string) =>
    new Blob([new Uint8Array(Buffer.from(hex, 'hex'))], { type: 'text/csv' })
  const send = (blob: Blob) => boss.client.createTaskImport({ query: {}, upload: blob })
  expect(await codeOf(send(bytes('d0cf11e0a1b1')))).toMatchObject({ code: 'workbook' })
  expect(await codeOf(send(bytes('504b03041400')))).toMatchObject({ code: 'no-workbook' })
})

test('TK1, US4: what a column is called has an end, for whichever row it is read from', async () => {
  const { boss } = await place()
  const tooLong = {
    type: '/problems/file-not-readable',
    errors: [{ code: 'column-name-too-long', values: { column: 2, max: 500 } }],
  }
  const header = (length: number) => `title,${'n'.repeat(length)}`
  expect(await problemOf(upload(boss, header(501), 'Fetch,x'))).toMatchObject(tooLong)
  const blob = (text: string) => new Blob([text], { type: 'text/csv' })
  const people = (text: string) =>
    boss.client.createUserImport({ query: { name: 'people.csv' }, upload: blob(text) })
  const person = 'ana@example.test'
  expect(await problemOf(people(`email,${'n'.repeat(501)}\n${person},x\n`))).toMatchObject(tooLong)
  // A text below is as long as it likes, until it is to name a column.
  const { id: importId } = await upload(boss, header(500), `Fetch,${'x'.repeat(501)}`)
  const change = { params: { importId }, body: { headerRow: 2 } }
  expect(await problemOf(boss.client.updateTaskImport(change))).toMatchObject(tooLong)
  const other = await people(`email,note\n${person},${'x'.repeat(501)}\n`)
  const same = { params: { importId: other.id }, body: { headerRow: 2 } }
  expect(await problemOf(boss.client.updateUserImport(same))).toMatchObject(tooLong)
})

test('TK1: whoever uploaded a file finds it again, and nobody else does', async () => {
  const { boss, organization, north } = await place()
  const colleague = await someone(organization, { role: 'owner', hubs: [north] })
  const stranger = await place()
  const { id: importId } = await upload(boss, 'title,receiver', 'Fetch,Ana')
  const params = { importId }
  const listed = await boss.client.listTaskImports()
  expect(listed.items.map(({ id }) => id)).toEqual([importId])
  for (const { client } of [colleague, stranger.boss]) {
    expect((await client.listTaskImports()).items).toEqual([])
    const body = { hubId: north }
    for (const call of [
      () => client.getTaskImport({ params }),
      () => client.updateTaskImport({ params, body: { headerRow: 0 } }),
      () => client.previewTaskImport({ params, body }),
      () => client.startTaskImport({ params, body }),
      () => client.removeTaskImport({ params }),
    ])
      expect(await resultOf(call())).toBe('not-found')
  }
  await boss.client.removeTaskImport({ params })
  expect((await boss.client.listTaskImports()).items).toEqual([])
})

describe('RP2, RP3: a file gives nobody more than they could do by hand', () => {
  test('tasks go only into hubs of the importer, whatever is chosen', async () => {
    const { boss, south } = await place()
    const stranger = await place()
    const { id: importId } = await upload(boss, 'title,receiver', 'Fetch,Ana')
    for (const hubId of [south, stranger.north, randomUUID() as HubId]) {
      const call = boss.client.startTaskImport({ params: { importId }, body: { hubId } })
      expect((await problemOf(call))?.errors?.[0]?.pointer).toBe('#/hubId')
    }
  })

  test('without tasks:assign one assigns oneself alone', async () => {
    const { organization, north, worker } = await place()
    const roleId = await role(organization, ['tasks:view', 'tasks:import', 'flows:view'])
    const importer = await someone(organization, { role: roleId, hubs: [north] })
    const { id } = await upload(
      importer,
      'title,receiver,assignees',
      `Mine,Ana,${importer.person.email}`,
      `Theirs,Ana,${worker.person.email}`,
      'Nobody,Ana,nobody@example.test',
    )
    const operation = await run(importer, id, north)
    expect(operation.counts).toEqual({ added: 1, refused: 2 })
    expect(new Set(operation.refusals.map(({ reason }) => reason))).toEqual(
      new Set(['assigning-not-permitted']),
    )
  })

  test('without tasks:import there is nothing to upload, whatever else one may', async () => {
    const { organization, north } = await place()
    const roleId = await role(organization, ['tasks:view', 'tasks:create', 'tasks:assign'])
    const creator = await someone(organization, { role: roleId, hubs: [north] })
    expect(await resultOf(upload(creator, 'title', 'Fetch'))).toBe('not-permitted')
  })

  test('DR2: whoever loses the right, or the hub, in the middle imports no further', async () => {
    const { organization, north } = await place()
    const importer = await someone(organization, { hubs: [north], role: 'owner' })
    await someone(organization, { role: 'owner' })
    const rows = Array.from({ length: 150 }, (_, n) => `Task ${n},Ana`)
    const start = async () => {
      const { id: importId } = await upload(importer, 'title,receiver', ...rows)
      return importer.client.startTaskImport({ params: { importId }, body: { hubId: north } })
    }
    const one = await start()
    await app.owner.transaction((tx) =>
      tx.query(sql`delete from member_hubs where member_id = ${importer.memberId}`),
    )
    expect(await finish(importer.client, one.id)).toMatchObject({
      status: 'done',
      counts: { added: 0, refused: 150 },
    })
    await app.owner.transaction((tx) =>
      tx.query(sql`insert into member_hubs (organization_id, member_id, hub_id)
        values (${organization.id}, ${importer.memberId}, ${north})`),
    )
    const two = await start()
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update members set role_id = ${organization.roles.field_user} where id = ${importer.memberId}`,
      ),
    )
    await runJobs(app, 'operation-task-import')
    const [ended] = await app.owner.transaction((tx) =>
      tx.query(sql`select status, failure, done from operations where id = ${two.id}`),
    )
    expect(ended).toEqual({ status: 'failed', failure: 'not-permitted', done: 0 })
    const [count] = await app.owner.transaction((tx) =>
      tx.query(sql`select count(*) from tasks where organization_id = ${organization.id}`),
    )
    expect(count).toEqual({ count: 0 })
  })
})

test('TK1: repeated with its key it imports once; stopped, it keeps what it has done', async () => {
  const { boss, north } = await place()
  const rows = Array.from({ length: 250 }, (_, n) => `Task ${n},Ana`)
  const { id: importId } = await upload(boss, 'title,receiver', ...rows)
  const idempotencyKey = randomUUID()
  const start = () =>
    boss.client.startTaskImport({
      params: { importId },
      body: { hubId: north },
      idempotencyKey,
    })
  const [one, two] = [await start(), await start()]
  expect(two.id).toBe(one.id)
  expect((await finish(boss.client, one.id)).counts).toEqual({ added: 250, refused: 0 })
  const [stands] = await app.owner.transaction((tx) =>
    tx.query(
      sql`select count(*), count(distinct title) as titles from tasks where organization_id = ${boss.organization.id}`,
    ),
  )
  expect(stands).toEqual({ count: 250, titles: 250 })

  const next = await upload(boss, 'title,receiver', ...rows)
  const running = await boss.client.startTaskImport({
    params: { importId: next.id },
    body: { hubId: north },
  })
  await boss.client.cancelOperation({ params: { operationId: running.id } })
  expect(await finish(boss.client, running.id)).toMatchObject({ status: 'cancelled', done: 0 })
})

test('TK1: the form that counts is the one of the start, and a flow that is deleted meanwhile ends it', async () => {
  const { boss, north, flowId } = await place()
  const start = async () => {
    const { id: importId } = await upload(boss, 'title,receiver', 'Fetch,Ana')
    return boss.client.startTaskImport({ params: { importId }, body: { hubId: north } })
  }
  const one = await start()
  const stricter = structuredClone(pages)
  stricter[0]?.components.push(component('more', 'text', { required: true }))
  await boss.client.updateFlow({
    params: { flowId },
    body: { name: 'Delivery', pages: stricter, version: 1 },
  })
  expect((await finish(boss.client, one.id)).counts).toEqual({ added: 1, refused: 0 })
  const two = await start()
  await boss.client.removeFlow({ params: { flowId } })
  expect(await finish(boss.client, two.id)).toMatchObject({
    status: 'failed',
    failure: 'flow-removed',
  })
})

describe('TK1: export', () => {
  const exported = async (who: Someone, body: Parameters<Client['exportTasks']>[0]['body']) => {
    const { id } = await who.client.exportTasks({ body })
    expect((await finish(who.client, id, 'task-export')).status).toBe('done')
    const text = await download(who, id)
    const rows: Record<string, string>[] = parse(text, { columns: true, bom: true })
    return { text, rows }
  }

  test('holds what the filter shows, each task once, with what was filled in, and no formula', async () => {
    const { boss, worker, north, flowId } = await place()
    const rows = Array.from({ length: 620 }, (_, n) => `Task ${n},Ana,`)
    const { id } = await upload(
      boss,
      'title,receiver,assignees,start,weight,extras',
      ...rows,
      `=1+1,@SUM(1),${worker.person.email},2026-03-31 08:30,1.5,a|b`,
    )
    await run(boss, id, north)
    const all = await exported(boss, { flowId })
    expect(all.text.split('\r\n')[0]).toBe(
      '\ufeff"id","title","status","flow","hub","assignees","assignee names","start","end","created","done","Receiver","Weight","Priority","Due","Where","Reason","Extras","Door","Amount"'.slice(
        1,
      ),
    )
    expect(all.rows).toHaveLength(621)
    expect(new Set(all.rows.map((row) => row.id)).size).toBe(621)
    for (const value of all.rows.flatMap((row) => Object.values(row)))
      expect(value).not.toMatch(/^[=+\-@]/)
    const zone = (await boss.client.getOrganization()).timeZone
    expect(all.rows.find(({ title }) => title === "'=1+1")).toMatchObject({
      status: 'ongoing',
      hub: 'North',
      flow: 'Delivery',
      start: expect.stringMatching(
        zone === 'UTC' ? /^2026-03-31T08:30:00\+00:00$/ : /^2026-03-31T08:30:00[+-]/,
      ),
      done: '',
      Receiver: "'@SUM(1)",
      Weight: '1.5',
      Extras: 'a; b',
      Door: '',
    })
    const some = await exported(boss, { status: 'ongoing' })
    expect(some.rows).toHaveLength(1)
    expect(Object.keys(some.rows[0] ?? {})).toHaveLength(11)
    expect((await exported(boss, { q: 'task 61' })).rows).toHaveLength(11)
    const audit = await boss.client.listAuditEvents({ query: { action: 'task.exported' } })
    expect(audit.items[0]?.details).toMatchObject({ q: 'task 61' })
  })

  test('is what an import takes: the same tasks come of it, with their assignees, hubs, times and values', async () => {
    const { boss, worker, south, organization, flowId } = await place()
    await app.owner.transaction((tx) =>
      tx.query(sql`insert into member_hubs (organization_id, member_id, hub_id)
        values (${organization.id}, ${boss.memberId}, ${south})`),
    )
    const both = `${worker.person.email};${boss.person.email}`
    const { id } = await upload(
      boss,
      'title,hub,assignees,start,end,receiver,weight,priority,due,where,reason,extras',
      `Fetch,North,${both},2026-03-31 08:30,2026-04-01 17:00,=Ana,1.5,High,2026-04-02,"-6.2, 106.8",why,a|b`,
      `Bring,South,${boss.person.email},2026-03-31 08:30,2026-04-01 17:00,Budi,,,,,,`,
      'Send,South,,2026-03-31 08:30,2026-04-01 17:00,Cici,,,,,,',
    )
    await run(boss, id)
    const before = await tasksOf(boss)
    const { text } = await exported(boss, { flowId })
    const again = await upload(boss, text.trimEnd())
    expect(again.columns.map(({ name, target }) => [name, target])).toEqual(
      expect.arrayContaining([
        ['assignees', 'assignees'],
        ['assignee names', null],
        ['status', null],
        ['Reason', 'component:reason'],
      ]),
    )
    const { counts, refusals } = await run(boss, again.id)
    expect({ counts, refusals }).toEqual({ counts: { added: 3, refused: 0 }, refusals: [] })
    const shown = (tasks: typeof before) =>
      tasks
        .map(({ title, status, hub, assignees, startsAt, endsAt, values }) => ({
          title,
          status,
          hub,
          assignees,
          startsAt,
          endsAt,
          values,
        }))
        .toSorted((one, other) => one.title.localeCompare(other.title))
    const ids = new Set(before.map((task) => task.id))
    const copies = (await tasksOf(boss)).filter((task) => !ids.has(task.id))
    expect(shown(copies)).toEqual(shown(before))
  })

  test('RP3: e-mails of assignees are for those who may see people; names are for all', async () => {
    const { organization, north, boss, worker } = await place()
    const { id } = await upload(
      boss,
      'title,receiver,assignees',
      `Fetch,Ana,${worker.person.email}`,
    )
    await run(boss, id, north)
    const roleId = await role(organization, [
      'tasks:view',
      'tasks:export',
      'tasks:import',
      'flows:view',
    ])
    const clerk = await someone(organization, { role: roleId, hubs: [north] })
    const { text, rows } = await exported(clerk, {})
    expect(text).not.toContain(worker.person.email)
    expect(Object.keys(rows[0] ?? {})).not.toContain('assignees')
    expect(rows[0]?.['assignee names']).toBe('Test Person')
    const again = await upload(clerk, text.trimEnd())
    expect(again.columns.filter(({ name }) => name === 'assignee names')).toMatchObject([
      { target: null },
    ])
  })

  test('RP2, RP3: of hubs of the exporter alone, and of one who sees only their own, these', async () => {
    const { boss, organization, north, south } = await place()
    const stranger = await place()
    const both = await someone(organization, { role: 'owner', hubs: [north, south] })
    const roleId = await role(organization, ['tasks:view', 'tasks:export'], ['tasks:only_mine'])
    const field = await someone(organization, { role: roleId, hubs: [north] })
    const { id } = await upload(
      both,
      'title,receiver,hub,assignees',
      'N1,Ana,North,',
      `N2,Ana,North,${field.person.email}`,
      'S1,Ana,South,',
    )
    await run(both, id)
    const titles = async (who: Someone, body = {}) =>
      (await exported(who, body)).rows.map(({ title }) => String(title)).toSorted()
    expect(await titles(both)).toEqual(['N1', 'N2', 'S1'])
    expect(await titles(boss)).toEqual(['N1', 'N2'])
    expect(await titles(boss, { hubId: south })).toEqual([])
    expect(await titles(field)).toEqual(['N2'])
    expect(await titles(stranger.boss, { hubId: north })).toEqual([])
    const planner = await someone(organization, {
      role: await role(organization, ['tasks:view']),
      hubs: [north],
    })
    expect(await resultOf(planner.client.exportTasks({ body: {} }))).toBe('not-permitted')
  })

  test('DR2: it ends when the permission goes, and its file is nobody else’s', async () => {
    const { boss, organization, north } = await place()
    const importer = await someone(organization, { role: 'owner', hubs: [north] })
    const { id: importId } = await upload(importer, 'title,receiver', 'Fetch,Ana')
    await run(importer, importId, north)
    const done = await importer.client.exportTasks({ body: {} })
    await finish(importer.client, done.id, 'task-export')
    const params = { operationId: done.id }
    expect(await resultOf(boss.client.createDownloadLink({ params }))).toBe('not-found')
    const late = await importer.client.exportTasks({ body: {} })
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update members set role_id = ${organization.roles.field_user} where id = ${importer.memberId}`,
      ),
    )
    await runJobs(app, 'operation-task-export')
    const [row] = await app.owner.transaction((tx) =>
      tx.query(sql`select status, failure, file_id from operations where id = ${late.id}`),
    )
    expect(row).toEqual({ status: 'failed', failure: 'not-permitted', file_id: null })
    expect(await resultOf(importer.client.createDownloadLink({ params }))).toBe('not-found')
  })
})
