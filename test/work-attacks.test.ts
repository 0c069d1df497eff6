import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MatchId, ProgramId, RegistrationId } from '#api/common.ts'
import { confine } from '#server/platform/database.ts'
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
