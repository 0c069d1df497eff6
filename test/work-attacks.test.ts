import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import {
  type FlowId,
  type HubId,
  type ImportId,
  type MatchId,
  type ProgramId,
  type RegistrationId,
  TimeZone,
} from '#api/common.ts'
import { checkBill } from '#server/billing/check-bill.ts'
import { confine } from '#server/platform/database.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { arrangePrograms, type Joined } from '#test/arrange-programs.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { taskPlaces } from '#test/task-places.ts'

// What somebody would try against the work inside: tasks and their pictures, programs and what is told in them, and the bill.

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
  arrange = arrangePrograms(app)
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const { place, worker, role } = taskPlaces(() => app)

const day = 86_400_000
const dayAt = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 10)
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}
const ask = ({ client }: Joined, programId: ProgramId, registrationId: RegistrationId) =>
  client.askForMatch({ params: { programId }, body: { registrationId } })

describe('BL1, BL3: whoever wants a smaller bill', () => {
  const look = async () => {
    await arrange.rows(sql`select add_job('end-due-matches', '{"programId": null}'::jsonb, o.id, null, null, o.id::text)
      from organizations o where exists (select from matches m where m.organization_id = o.id)`)
    await runJobs(app, 'end-due-matches')
  }
  const billed = async ({ admin }: Awaited<ReturnType<typeof arrange.pair>>) => {
    const { current } = await admin.client.getBilling()
    return { billed: current.billed, corrections: current.corrections }
  }

  test.each([
    ['its last day', { endsOn: dayAt(-20 * day) }],
    ['the day on which matches end', { matchEnds: { kind: 'on', date: dayAt(-20 * day) } }],
    ['how long matches last', { matchEnds: { kind: 'after', days: 1 } }],
  ] as const)('puts %s into the past: what was active until now was so', async (_, change) => {
    const arranged = await arrange.pair()
    const { programId, admin, match, mentor, mentee } = arranged
    const { id } = await match(mentor.id, mentee.id)
    at(40 * day)
    expect(await billed(arranged)).toEqual({ billed: 2, corrections: { added: 0, removed: 0 } })
    await admin.client.updateProgram({ params: { programId }, body: change })
    await look()
    expect(await admin.client.getMatch({ params: { matchId: id } })).toMatchObject({
      status: 'ended',
      endReason: 'endsOn' in change ? 'program-ended' : 'due',
    })
    expect(await billed(arranged)).toEqual({ billed: 2, corrections: { added: 0, removed: 0 } })
    for (const { endedAt } of await arrange.intervalsOf(id))
      expect(endedAt?.getTime()).toBeGreaterThanOrEqual((app.clock.now as Date).getTime())
  })

  test('moves the anchor day on and on, so that months grow: once in twelve periods is all', async () => {
    const { admin } = await arrange.pair()
    const current = async () => (await admin.client.getBilling()).current
    const move = (anchorDay: number) => admin.client.updateBilling({ body: { anchorDay } })
    const first = await current()
    const others = [5, 12, 19, 26].filter((other) => other !== first.anchorDay)
    const outcomes: string[] = []
    for (let period = 0; period < 2; period++) {
      // As long as none has begun by it, it is a wish, and may be taken back.
      outcomes.push(await resultOf(move(others[2] as number)))
      outcomes.push(await resultOf(move(others[period] as number)))
      at(Date.parse((await current()).endsAt) - Date.now() + 3_600_000)
    }
    expect(outcomes).toEqual(['done', 'done', 'values-refused', 'values-refused'])
    const { anchorDay } = await current()
    expect(anchorDay).toBe(others[0])
    expect(await resultOf(move(anchorDay))).toBe('done')
  })

  test('ends and starts again, freezes, deletes and adds anew, or deletes the organization: nobody is lost or counted twice', async () => {
    const arranged = await arrange.pair(3)
    const { acme, admin, programId, match, mentor, mentee } = arranged
    const { id: matchId } = await match(mentor.id, mentee.id)
    const params = { matchId }
    for (let time = 0; time < 3; time++) {
      await admin.client.endMatch({ params, body: {} })
      await admin.client.restartMatch({ params })
    }
    await mentee.client.freezeMyself({ body: { programId } })
    await mentee.client.unfreezeMyself({ query: {} })
    await admin.client.archiveProgram({ params: { programId }, body: { endMatches: true } })
    await admin.client.restoreProgram({ params: { programId } })
    expect(await resultOf(admin.client.removeProgram({ params: { programId } }))).toBe(
      'program-in-use',
    )
    expect(await billed(arranged)).toEqual({ billed: 2, corrections: { added: 0, removed: 0 } })
    await admin.client.removeUser({ params: { memberId: mentee.memberId } })
    const again = await app.member(acme, mentee.person, { role: 'field_user' })
    await admin.client.addParticipant({
      params: { programId },
      body: { memberId: again, role: 'mentee' },
    })
    await match(mentor.id, await arrange.registrationOf(again, programId))
    expect(await billed(arranged)).toEqual({ billed: 2, corrections: { added: 0, removed: 0 } })
    const owner = await arrange.someone(acme, 'owner')
    await makeFresh(app, owner.token)
    await owner.client.startOrganizationDeletion({ body: { name: acme.name } })
    expect(
      await arrange.rows(
        sql`select sum(change)::int as billed from billing_entries where organization_id = ${acme.id}`,
      ),
    ).toEqual([{ billed: 2 }])
    const open = await arrange.rows(
      sql`select from match_intervals where organization_id = ${acme.id} and ended_at is null`,
    )
    expect(open).toEqual([])
    const check = await app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      return checkBill(tx)
    })
    expect(check).toMatchObject({ wrongBounds: [], changedSince: [], differences: [] })
  })
})

describe('MT1: what is answered in confidence', () => {
  const asked = async () => {
    const arranged = await arrange.pair(5)
    const { admin, programId, mentor } = arranged
    const hidden = arrange.question({ title: 'Illness', visible: false })
    await admin.client.updateProgram({ params: { programId }, body: { questions: [hidden] } })
    await mentor.client.joinProgram({
      params: { programId },
      body: { role: 'mentor', capacity: 5, answers: { [hidden.id]: ['law'] } },
    })
    const save = (...questions: (typeof hidden)[]) =>
      admin.client.updateProgram({ params: { programId }, body: { questions } })
    return { ...arranged, hidden, save }
  }

  test('stays so: the question opens no more, neither by itself nor by another in its place', async () => {
    const { hidden, save, mentee, programId, mentor } = await asked()
    const opened = { ...hidden, visible: true }
    expect(await problemOf(save(opened))).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/questions/0/visible', code: 'answered-in-confidence' }],
    })
    await save()
    expect(await resultOf(save({ ...opened, title: 'Hobbies' }))).toBe('values-refused')
    const { items } = await mentee.client.listSuggestions({ params: { programId }, query: {} })
    expect(items.find(({ registrationId }) => registrationId === mentor.id)?.answers).toEqual([])
    await save(hidden)
    await mentor.client.joinProgram({
      params: { programId },
      body: { role: 'mentor', capacity: 5, answers: { [hidden.id]: null } },
    })
    expect(await resultOf(save(opened))).toBe('done')
    // What others saw already may be hidden, and shown again as long as nobody has answered since.
    expect(await resultOf(save(opened))).toBe('done')
  })

  test('no search for people finds what of them is not shown: their address, the number that they have', async () => {
    const { programId, mentor, mentee } = await asked()
    await arrange.rows(sql`update members set employee_id = 'E-4711' where id = ${mentor.memberId}`)
    const find = async (q: string) =>
      (await mentee.client.listSuggestions({ params: { programId }, query: { q } })).items.length
    expect(await find('mira')).toBe(1)
    expect(await find('mira person')).toBe(1)
    expect(await find(mentor.person.email)).toBe(0)
    expect(await find('example.test')).toBe(0)
    expect(await find('4711')).toBe(0)
    expect(await find('%')).toBe(0)
  })

  test('RP3: why two are not to be matched is read with matches:view, not by whoever sees programs', async () => {
    const { acme, admin, programId, mentor, mentee } = await asked()
    await admin.client.addDoNotMatch({
      params: { programId },
      body: { memberIds: [mentor.memberId, mentee.memberId], reason: 'Complained about Ben' },
    })
    const params = { programId, registrationId: mentor.id }
    const seen = await admin.client.getParticipant({ params })
    expect(seen.doNotMatch).toMatchObject([{ reason: 'Complained about Ben' }])
    const viewer = await worker(acme, { role: await role(acme, ['programs:view']) })
    expect((await viewer.client.getParticipant({ params })).doNotMatch).toEqual([])
  })
})

describe('MT2: requests', () => {
  test('do-not-match that is said beside a request leaves none to be accepted', async () => {
    const { admin, programId, mentor, mentee, acme } = await arrange.pair(3)
    // The request has been judged and is not yet written when the other transaction looks.
    const held = app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      await tx.query(sql`
        select from registrations where id = any(${[mentor.id, mentee.id]}::uuid[]) order by id for no key update`)
      const said = admin.client.addDoNotMatch({
        params: { programId },
        body: { memberIds: [mentor.memberId, mentee.memberId] },
      })
      const waits = await Promise.race([
        said.then(() => false),
        new Promise((resolve) => setTimeout(() => resolve(true), 500)),
      ])
      const [low, high] = [mentor.id, mentee.id].toSorted()
      const [match] = await tx.query<{ id: MatchId }>(sql`
        insert into matches (organization_id, program_id, status, source, low_registration_id, high_registration_id, asked_by,
          expires_at, created_at)
        values (${acme.id}, ${programId}, 'pending', 'request', ${low}, ${high}, ${mentee.id}, now() + interval '3 days', now())
        returning id`)
      await tx.query(sql`
        insert into match_participants (organization_id, match_id, registration_id, member_id, member_name, role)
        values (${acme.id}, ${match?.id}, ${mentor.id}, ${mentor.memberId}, 'Mira', 'mentor'),
          (${acme.id}, ${match?.id}, ${mentee.id}, ${mentee.memberId}, 'Ben', 'mentee')`)
      return { said, waits, matchId: match?.id as MatchId }
    })
    const { said, waits, matchId } = await held
    await said
    expect(waits).toBe(true)
    const accept = mentor.client.answerRequest({
      params: { matchId },
      body: { answer: 'accepted' },
    })
    expect(await resultOf(accept)).toBe('not-in-status')
  })

  test('asking and taking back, again and again, is no way to fill somebody’s mailbox', async () => {
    const { programId, mentor, mentee } = await arrange.pair(3)
    const outcomes: string[] = []
    for (let time = 0; time < 5; time++) {
      const asked = ask(mentee, programId, mentor.id)
      outcomes.push(await resultOf(asked))
      const matchId = await asked.then(({ id }) => id).catch(() => null)
      if (matchId) await mentee.client.withdrawRequest({ params: { matchId } })
    }
    expect(outcomes).toEqual(['done', 'done', 'done', 'too-many', 'too-many'])
    at(25 * 3_600_000)
    expect(await resultOf(ask(mentee, programId, mentor.id))).toBe('done')
  })

  test('that one is not to be matched with somebody cannot be told by whether they have room', async () => {
    const { acme, admin, programId, mentor, mentee, match } = await arrange.pair(1)
    const other = await arrange.joined(acme, programId, 'mentee')
    await admin.client.addDoNotMatch({
      params: { programId },
      body: { memberIds: [mentor.memberId, mentee.memberId] },
    })
    expect(await resultOf(ask(mentee, programId, mentor.id))).toBe('not-found')
    await match(mentor.id, other.id)
    expect(await resultOf(ask(mentee, programId, mentor.id))).toBe('not-found')
  })
})

describe('TK1, RP2, RP3: a role with one permission alone', () => {
  test('and a member without a hub: neither sees, moves, exports nor imports anything', async () => {
    const { organization, add, hubs } = await place()
    const task = await add()
    const ids = { taskIds: [task.id] }
    for (const permission of [
      'tasks:view',
      'tasks:edit',
      'tasks:assign',
      'tasks:move',
      'tasks:do',
      'tasks:delete',
    ]) {
      const roleId = await role(organization, [permission])
      const { client } = await worker(organization, { role: roleId })
      const params = { taskId: task.id }
      const tries = await Promise.all(
        [
          client.getTask({ params }),
          client.listTaskEntries({ params, query: {} }),
          client.addComment({ params, body: { text: 'Hello' } }),
          client.updateTask({ params, body: { title: 'Mine', version: 1 } }),
          client.assignTasks({ body: { ...ids, assigneeIds: [] } }),
          client.moveTasks({ body: { ...ids, hubId: hubs[1] } }),
          client.finishTask({ params, body: {} }),
          client.removeTasks({ body: ids }),
          client.listAssignees({ params: { hubId: hubs[0] }, query: {} }),
        ].map(resultOf),
      )
      expect(new Set(tries), permission).not.toContain('done')
    }
  })
})

describe('TK1: forms', () => {
  const component = (values: object) => ({
    id: 'one',
    kind: 'text' as const,
    title: 'One',
    ...values,
  })
  const form = (...components: ReturnType<typeof component>[]) => [{ title: 'Start', components }]

  test('a link is a web address or nothing, typed, by default, in a file or where nobody sees it', async () => {
    const { boss, hubs } = await place()
    for (const link of [
      'javascript:alert(1)',
      ' JaVaScRiPt:alert(1)',
      'java\tscript:alert(1)',
      'data:text/html,<script>1</script>',
      'vbscript:x',
      'file:///etc/passwd',
      '//elsewhere.example',
      'https://bank.example@elsewhere.example',
      '\u0001javascript:alert(1)',
    ]) {
      const field = component({ kind: 'url', default: link })
      for (const visible of [true, false])
        expect(
          await resultOf(
            boss.client.createFlow({
              body: { name: `Link ${visible}`, pages: form({ ...field, visible } as never) },
            }),
          ),
          link,
        ).not.toBe('done')
    }
    const flow = await boss.client.createFlow({
      body: { name: 'Links', pages: form(component({ kind: 'url' })) },
    })
    const create = (one: string) =>
      boss.client.createTask({
        body: { flowId: flow.id, hubId: hubs[0], title: 'Look', values: { one } },
      })
    expect(await resultOf(create('javascript:alert(1)'))).toBe('values-refused')
    expect(await resultOf(create('https://elsewhere.example/a?b#c'))).toBe('done')
  })

  test('names of what every object has are names like others, and change nothing of what is judged', async () => {
    const { boss, hubs } = await place()
    const pages = form(
      component({ id: 'constructor', kind: 'select', options: ['toString', 'valueOf'] }),
      component({
        id: 'hasownproperty',
        required: true,
        conditions: [{ component: 'constructor', options: ['toString'], action: 'show' }],
      }),
    )
    const flow = await boss.client.createFlow({ body: { name: 'Objects', pages } })
    const create = (values: object) =>
      boss.client.createTask({
        body: { flowId: flow.id, hubId: hubs[0], title: 'Look', values: values as never },
      })
    expect(await resultOf(create({}))).toBe('done')
    expect(await resultOf(create({ constructor: 'toString' }))).toBe('values-refused')
    for (const values of ['{"__proto__":{"one":"x"}}', '{"__proto__":"toString"}']) {
      const task = await create(JSON.parse(values))
      expect([task.values, Object.keys(task.values), 'one' in {}]).toEqual([{}, [], false])
    }
    expect(await resultOf(create({ prototype: 'x' }))).toBe('values-refused')
  })

  test('long, deep and hostile ones are refused or judged within a second', async () => {
    const { boss, hubs } = await place()
    const many = Array.from({ length: 101 }, (_, n) => ({ title: `${n}`, components: [] }))
    expect(await resultOf(boss.client.createFlow({ body: { name: 'Long', pages: many } }))).toBe(
      'invalid-request',
    )
    const options = Array.from({ length: 100 }, (_, n) => `option ${n}`)
    const conditions = Array.from({ length: 10 }, () => ({
      component: 'choice',
      options: options.slice(0, 20),
      action: 'hide' as const,
    }))
    const heavy = [
      component({ id: 'choice', kind: 'select', options }),
      ...Array.from({ length: 99 }, (_, n) => component({ id: `c${n}`, conditions })),
    ]
    const flow = await boss.client.createFlow({ body: { name: 'Heavy', pages: form(...heavy) } })
    const phone = await boss.client.createFlow({
      body: {
        name: 'Slow',
        pages: form(
          component({ kind: 'phone' }),
          component({ id: 'two', kind: 'coordinate' }),
          component({ id: 'three', kind: 'number' }),
        ),
      },
    })
    const create = (flowId: typeof flow.id, values: object) =>
      boss.client.createTask({
        body: { flowId, hubId: hubs[0], title: 'Look', values: values as never },
      })
    expect(await resultOf(create(flow.id, { choice: 'option 99', c0: 'x'.repeat(1000) }))).toBe(
      'done',
    )
    expect(
      await resultOf(
        create(phone.id, { one: '1'.repeat(9_999), two: `${'1'.repeat(9_000)} ,`, three: 1e308 }),
      ),
    ).toBe('values-refused')
    let deep: unknown = 'x'
    for (let n = 0; n < 20_000; n++) deep = [deep]
    const nested = `{"name":"Deep","pages":${'['.repeat(20_000)}${']'.repeat(20_000)}}`
    const answer = await app.fetch(
      new Request('http://localhost/api/v1/flows', {
        method: 'POST',
        headers: { authorization: `Bearer ${boss.token}`, 'content-type': 'application/json' },
        body: nested,
      }),
    )
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
  })
})

describe('TK1: import and export', () => {
  const upload = (client: Client, lines: string[], flowId: FlowId) =>
    client.createTaskImport({
      query: { name: '../../tasks.csv', flowId },
      upload: new Blob([lines.join('\n')], { type: 'text/csv' }),
    })
  const runImport = async (client: Client, importId: ImportId, hubId?: HubId) => {
    const { id } = await client.startTaskImport({ params: { importId }, body: { hubId } })
    for (let slice = 0; slice < 10; slice++) {
      await runJobs(app, 'operation-task-import')
      const operation = await client.getOperation({ params: { operationId: id } })
      if (operation.status !== 'running') return operation
    }
    throw new Error('the import does not end')
  }
  const titles = (organizationId: string) =>
    arrange.rows<{ title: string }>(
      sql`select title from tasks where organization_id = ${organizationId} order by title`,
    )

  test('RP2, RP3: with tasks:import alone one writes into one’s own hubs, for nobody or oneself', async () => {
    const { organization, hubs, boss, flowId } = await place()
    const foreign = await place()
    const names = await arrange.rows<{ id: string; name: string }>(
      sql`select id, name from hubs where organization_id in (${organization.id}, ${foreign.organization.id})`,
    )
    const nameOf = (id: string) => names.find((hub) => hub.id === id)?.name ?? ''
    const roleId = await role(organization, ['tasks:import'])
    const clerk = await worker(organization, { role: roleId, hubs: [hubs[0]] })
    const emails = await arrange.rows<{ id: string; email: string }>(
      sql`select id, email from members where id in (${clerk.memberId}, ${boss.memberId}, ${foreign.boss.memberId})`,
    )
    const emailOf = (id: string) => emails.find((member) => member.id === id)?.email ?? ''
    const { id } = await upload(
      clerk.client,
      [
        'title,hub,assignees,Receiver',
        `own,${nameOf(hubs[0])},${emailOf(clerk.memberId)},Ana`,
        `none,${nameOf(hubs[0])},,Ana`,
        `other hub,${nameOf(hubs[1])},,Ana`,
        `foreign hub,${nameOf(foreign.hubs[0])},,Ana`,
        `other person,${nameOf(hubs[0])},${emailOf(boss.memberId)},Ana`,
        `foreign person,${nameOf(hubs[0])},${emailOf(foreign.boss.memberId)},Ana`,
      ],
      flowId,
    )
    const start = (hubId: HubId) =>
      clerk.client.startTaskImport({ params: { importId: id }, body: { hubId } })
    for (const hubId of [hubs[1], foreign.hubs[0]])
      expect(await resultOf(start(hubId))).toBe('values-refused')
    expect(await resultOf(foreign.boss.client.getTaskImport({ params: { importId: id } }))).toBe(
      'not-found',
    )
    expect(await resultOf(boss.client.getTaskImport({ params: { importId: id } }))).toBe(
      'not-found',
    )
    expect(await runImport(clerk.client, id)).toMatchObject({ counts: { added: 2, refused: 4 } })
    expect(await titles(organization.id)).toEqual([{ title: 'none' }, { title: 'own' }])
    expect(await resultOf(upload(clerk.client, ['title', 'x'], foreign.flowId))).toBe(
      'values-refused',
    )
  })

  test('whoever loses the hub, the role or their place meanwhile writes nothing more', async () => {
    const { organization, hubs, flowId } = await place()
    const roleId = await role(organization, ['tasks:import'])
    const clerk = await worker(organization, { role: roleId, hubs: [hubs[0]] })
    const start = async (title: string) => {
      const { id: importId } = await upload(
        clerk.client,
        ['title,Receiver', `${title},Ana`],
        flowId,
      )
      await clerk.client.startTaskImport({ params: { importId }, body: { hubId: hubs[0] } })
    }
    await start('hub')
    await arrange.rows(sql`delete from member_hubs where member_id = ${clerk.memberId}`)
    await runJobs(app, 'operation-task-import')
    await arrange.rows(sql`
      insert into member_hubs (organization_id, member_id, hub_id) values (${organization.id}, ${clerk.memberId}, ${hubs[0]})`)
    await start('role')
    await arrange.rows(sql`update roles set permissions = '{}' where id = ${roleId}`)
    await runJobs(app, 'operation-task-import')
    expect(await titles(organization.id)).toEqual([])
  })

  test('RP3: an export holds what its reader sees, no formulas, and is nobody else’s', async () => {
    const { organization, hubs, boss, add } = await place()
    const roleId = await role(organization, ['tasks:view', 'tasks:export'], ['tasks:only_mine'])
    const field = await worker(organization, { role: roleId, hubs: [hubs[0]], firstName: '=1+1' })
    await add({ title: '=HYPERLINK("http://elsewhere.example")', assigneeIds: [field.memberId] })
    await add({ title: 'Not theirs' })
    await add({ title: 'Not their hub', hubId: hubs[1] })
    const { id } = await field.client.exportTasks({ body: {} })
    await runJobs(app, 'operation-task-export')
    const params = { operationId: id }
    const operation = await field.client.getOperation({ params })
    expect(operation.counts).toMatchObject({ rows: 1 })
    expect(await resultOf(boss.client.getOperation({ params }))).toBe('not-found')
    const { url } = await field.client.createDownloadLink({ params })
    const get = async ({ token }: { token: string }) =>
      app.fetch(
        new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${token}` } }),
      )
    const text = await (await get(field)).text()
    expect(text).toContain(`"'=HYPERLINK(""http://elsewhere.example"")"`)
    expect(text).toContain(`"'=1+1 Person"`)
    expect(text).not.toContain('Not their')
    expect((await get(boss)).status).toBe(404)
  })
})

describe('TK1: two at once', () => {
  test('finishing beside being taken off, moved away or deleted: one of them holds, none by half', async () => {
    const { organization, hubs, boss, add } = await place()
    const field = await worker(organization, { hubs: [hubs[0]] })
    for (const against of ['assign', 'move', 'remove'] as const) {
      const task = await add({ assigneeIds: [field.memberId] })
      const ids = { taskIds: [task.id] }
      const calls = {
        assign: () => boss.client.assignTasks({ body: { ...ids, assigneeIds: [] } }),
        move: () => boss.client.moveTasks({ body: { ...ids, hubId: hubs[1] } }),
        remove: () => boss.client.removeTasks({ body: ids }),
      }
      const [done, other] = await Promise.all(
        [
          field.client.finishTask({ params: { taskId: task.id }, body: { values: { amount: 1 } } }),
          calls[against](),
        ].map(resultOf),
      )
      expect([
        ['done', 'task-done'],
        ['not-found', 'done'],
        ['not-permitted', 'done'],
      ]).toContainEqual([done, other])
    }
  })
})

describe('MT2: two at once', () => {
  const staged = async () => {
    const arranged = await arrange.pair(2)
    const { admin, programId } = arranged
    await admin.client.startProposal({ params: { programId }, body: {} })
    await runJobs(app, 'operation-match-proposal')
    const [proposal] = (await admin.client.listProposals({ params: { programId } })).items
    if (!proposal) throw new Error('nothing was proposed')
    const params = { proposalId: proposal.id }
    const approve = () =>
      admin.client
        .approveProposal({ params, body: { matches: 'all' } })
        .then(({ approved }) => approved)
    const discard = () =>
      admin.client
        .discardProposal({ params, body: { matches: 'all' } })
        .then(({ discarded }) => discarded)
    const standing = () =>
      arrange.rows<{ status: string; open: number; intervals: number }>(sql`
        select m.status, (select sum(open_matches)::int from registrations where program_id = ${programId}) as open,
          (select count(*) from match_intervals i where i.match_id = m.id and i.ended_at is null) as intervals
        from matches m where m.program_id = ${programId}`)
    return { ...arranged, approve, discard, standing }
  }

  test('two approvals start a match once; an approval beside a discard is one of them', async () => {
    const { approve, standing } = await staged()
    const both = await Promise.all([approve(), approve()])
    expect(both.toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(await standing()).toEqual([{ status: 'active', open: 2, intervals: 2 }])
    const other = await staged()
    const [approved, discarded] = await Promise.all([other.approve(), other.discard()])
    expect(approved + discarded).toBe(1)
    expect((await other.standing()).map(({ intervals }) => intervals)).toEqual(approved ? [2] : [])
  })

  test('an approval beside a freeze, and beside an archive: nobody who is frozen stays matched', async () => {
    for (const against of ['freeze', 'archive'] as const) {
      const { approve, standing, mentee, admin, programId } = await staged()
      await Promise.all([
        approve().catch(() => 0),
        against === 'freeze'
          ? mentee.client.freezeMyself({ body: { programId } })
          : admin.client.archiveProgram({ params: { programId }, body: { endMatches: true } }),
      ])
      const after = await standing()
      expect(after.filter(({ status }) => status !== 'ended')).toEqual([])
      for (const { open, intervals } of after) expect([open, intervals]).toEqual([0, 0])
    }
  })
})

describe('RP3, PR4: programs by their parts', () => {
  test('a role with one permission alone does that one thing, in its own organization', async () => {
    const { acme, programId, mentor, mentee } = await arrange.pair(3)
    const elsewhere = await arrange.pair(3)
    const only = async (permission: string) =>
      worker(acme, { role: await role(acme, [permission]) })
    const maker = await only('matches:create')
    const create = (program: ProgramId, ...registrationIds: RegistrationId[]) =>
      maker.client.createMatch({ body: { programId: program, registrationIds } })
    expect(
      await resultOf(create(elsewhere.programId, elsewhere.mentor.id, elsewhere.mentee.id)),
    ).toBe('not-found')
    expect(await resultOf(create(programId, mentor.id, elsewhere.mentee.id))).toBe('values-refused')
    const made = await create(programId, mentor.id, mentee.id)
    expect(JSON.stringify(made)).not.toMatch(/@example|employee|Complained/)
    const matchId = made.id
    const beyond = [
      maker.client.endMatch({ params: { matchId }, body: {} }),
      maker.client.getMatch({ params: { matchId } }),
      maker.client.listParticipants({ params: { programId }, query: {} }),
      maker.client.getBilling(),
    ]
    expect(new Set(await Promise.all(beyond.map(resultOf)))).toEqual(new Set(['not-permitted']))
    const ender = await only('matches:end')
    expect(
      await resultOf(
        ender.client.addDoNotMatch({
          params: { programId: elsewhere.programId },
          body: { memberIds: [elsewhere.mentor.memberId, elsewhere.mentee.memberId] },
        }),
      ),
    ).toBe('not-found')
    expect(
      await resultOf(
        ender.client.addDoNotMatch({
          params: { programId },
          body: { memberIds: [mentor.memberId, elsewhere.mentee.memberId] },
        }),
      ),
    ).toBe('values-refused')
    expect(await resultOf(ender.client.endMatch({ params: { matchId }, body: {} }))).toBe('done')
    expect(await resultOf(ender.client.restartMatch({ params: { matchId } }))).toBe('not-permitted')
  })

  test('billing is read and changed by those who may alone', async () => {
    const { acme, mentor } = await arrange.pair()
    const viewer = await worker(acme, { role: await role(acme, ['billing:view']) })
    const editor = await worker(acme, { role: await role(acme, ['billing:edit']) })
    expect(await resultOf(viewer.client.getBilling())).toBe('done')
    expect(await resultOf(viewer.client.updateBilling({ body: { anchorDay: 5 } }))).toBe(
      'not-permitted',
    )
    expect(await resultOf(editor.client.getBilling())).toBe('not-permitted')
    expect(await resultOf(mentor.client.getBilling())).toBe('not-permitted')
  })
})

test('BL3: whatever is taken for a time zone means the same to the application and to the database', async () => {
  const odd =
    `UTC utc GMT EST EST5EDT CET Japan asia/jakarta Asia/Calcutta America/Coyhaique Etc/GMT+5 +05:30 +0530 GMT+5 BST IST
    ACT AET AGT ART AST BET CAT CNT CST CTT EAT ECT IET JST MIT NET NST PLT PNT PRT PST SST VST US/Pacific-New Factory localtime
    posixrules posix/UTC SystemV/AST4 Z <x>5`.split(/\s+/)
  const taken = [...Intl.supportedValuesOf('timeZone'), ...odd].filter(
    (zone) => TimeZone.safeParse(zone).success,
  )
  expect(taken).toEqual(expect.arrayContaining(['UTC', 'Asia/Jakarta', 'Asia/Calcutta', 'GMT']))
  const moments = ['2026-01-15T00:00:00Z', '2026-07-15T00:00:00Z']
  const different: string[] = []
  for (const zone of taken)
    for (const moment of moments) {
      const [row] = await arrange
        .rows<{ at: string }>(
          sql`select to_char(${moment}::timestamptz at time zone ${zone}, 'YYYY-MM-DD HH24:MI') as at`,
        )
        .catch(() => [])
      const options = { timeZone: zone, dateStyle: 'short', timeStyle: 'short' } as const
      const here = new Intl.DateTimeFormat('sv-SE', options).format(new Date(moment))
      if (row?.at !== here) different.push(`${zone}: ${row?.at}, ${here}`)
    }
  expect(different).toEqual([])
})
