import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MatchId, MemberId, ProgramId, RegistrationId } from '#api/common.ts'
import type { Permission } from '#api/permissions.ts'
import type { ProgramRole } from '#api/programs.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { arrangePrograms, type Joined } from '#test/arrange-programs.ts'
import { startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const day = 86_400_000
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}
const end = (client: Client, matchId: MatchId, body = {}) =>
  client.endMatch({ params: { matchId }, body })
const restart = (client: Client, matchId: MatchId) => client.restartMatch({ params: { matchId } })
const ask = ({ client }: Joined, programId: ProgramId, registrationId: RegistrationId) =>
  client.askForMatch({ params: { programId }, body: { registrationId, message: 'Hello' } })
const answer = (
  { client }: { client: Client },
  matchId: MatchId,
  answer: 'accepted' | 'declined' = 'accepted',
) => client.answerRequest({ params: { matchId }, body: { answer, reason: 'So it is' } })
const mine = async ({ client }: { client: Client }) =>
  (await client.listMyMatches({ query: {} })).items
const openOf = async (...ids: RegistrationId[]) =>
  (
    await arrange.rows<{ open: number }>(
      sql`select open_matches as open from registrations where id = any(${ids}::uuid[]) order by id`,
    )
  ).map(({ open }) => open)
const templatesTo = async ({ person }: Joined) =>
  (await mailsTo(app, person.email)).map(({ template }) => template)
const decided = async (calls: Promise<unknown>[]) =>
  (await Promise.all(calls.map(resultOf))).toSorted()

describe('MT2: matches that an administrator makes', () => {
  test('are active at once, with an interval for each, and both are told', async () => {
    const { match, mentor, mentee, admin } = await arrange.pair()
    const made = await match(mentee.id, mentor.id)
    expect(made).toMatchObject({ status: 'active', source: 'administrator', score: null })
    expect(made.participants.map(({ role }) => role)).toEqual(['mentor', 'mentee'])
    const intervals = await arrange.intervalsOf(made.id)
    expect(intervals.map(({ endedAt }) => endedAt)).toEqual([null, null])
    expect(new Set(intervals.map(({ memberId }) => memberId))).toEqual(
      new Set([mentor.memberId, mentee.memberId]),
    )
    for (const one of [mentor, mentee]) expect(await templatesTo(one)).toEqual(['match-started'])
    const ended = await end(admin.client, made.id, { reason: 'Moved away' })
    expect(ended).toMatchObject({
      status: 'ended',
      endReason: 'administrator',
      endNote: 'Moved away',
    })
    expect((await arrange.intervalsOf(made.id)).every(({ endedAt }) => endedAt !== null)).toBe(true)
    const { items } = await admin.client.listAuditEvents({ query: { action: 'match.ended' } })
    expect(items[0]?.details).toMatchObject({
      memberIds: [mentor.memberId, mentee.memberId].toSorted(),
      reason: 'administrator',
      note: 'Moved away',
    })
    expect(items[0]?.subject?.name).toBe(
      made.participants
        .map(({ person }) => person.name)
        .toSorted()
        .join(', '),
    )
  })

  test('end once and start again once: twice is refused, and intervals alternate', async () => {
    const { match, mentor, mentee, admin } = await arrange.pair()
    const { id } = await match(mentor.id, mentee.id)
    expect(await resultOf(restart(admin.client, id))).toBe('not-in-status')
    expect(await decided([end(admin.client, id), end(admin.client, id)])).toEqual([
      'done',
      'not-in-status',
    ])
    expect(await decided([restart(admin.client, id), restart(admin.client, id)])).toEqual([
      'done',
      'not-in-status',
    ])
    await end(admin.client, id)
    const intervals = await arrange.intervalsOf(id)
    expect(intervals).toHaveLength(4)
    expect(intervals.every(({ startedAt, endedAt }) => endedAt && endedAt >= startedAt)).toBe(true)
    expect(await openOf(mentor.id, mentee.id)).toEqual([0, 0])
  })

  test('may have begun earlier, at most 366 days ago, never in the future', async () => {
    const { admin, programId, mentor, mentee } = await arrange.pair()
    const since = (ms: number) =>
      admin.client.createMatch({
        body: {
          programId,
          registrationIds: [mentor.id, mentee.id],
          startedAt: new Date(Date.now() + ms).toISOString(),
        },
      })
    expect((await problemOf(since(60_000)))?.errors?.[0]).toMatchObject({
      pointer: '#/startedAt',
      code: 'in-future',
    })
    expect((await problemOf(since(-367 * day)))?.errors?.[0]?.code).toBe('too-early')
    const { id, startedAt } = await since(-300 * day)
    expect((await arrange.intervalsOf(id))[0]?.startedAt.toISOString()).toBe(startedAt)
  })

  test('are of the roles of the program, and of nobody else', async () => {
    const { acme, match, programId, mentor, mentee, admin } = await arrange.pair(5)
    const other = await arrange.joined(acme, programId, 'mentor')
    const elsewhere = await arrange.pair()
    const { id: secondId } = await arrange.program(admin.client)
    const ofSecond = await arrange.joined(acme, secondId, 'mentee')
    for (const ids of [
      [mentor.id, other.id],
      [mentor.id, mentor.id],
      [mentor.id, mentee.id, other.id],
      [mentor.id, elsewhere.mentee.id],
      [mentor.id, ofSecond.id],
    ])
      expect(await resultOf(match(...ids))).toBe('values-refused')
    expect(await openOf(mentor.id, mentee.id, elsewhere.mentee.id)).toEqual([0, 0, 0])
  })

  test('are refused to suspended members, and once to a pair', async () => {
    const { match, mentor, mentee, admin } = await arrange.pair(5)
    await match(mentor.id, mentee.id)
    expect(await resultOf(match(mentor.id, mentee.id))).toBe('capacity-full')
    await admin.client.updateParticipant({
      params: {
        programId: (await admin.client.listPrograms({ query: {} })).items[0]!.id,
        registrationId: mentee.id,
      },
      body: { capacity: 2 },
    })
    expect(await resultOf(match(mentee.id, mentor.id))).toBe('already-matched')
    await admin.client.suspendUser({ params: { memberId: mentee.memberId } })
    expect(await resultOf(match(mentor.id, mentee.id))).toBe('not-participating')
  })
})

describe('MT2: capacity holds whatever two do at once', () => {
  /** A mentor with one place and two mentees who could take it. */
  async function crowd() {
    const it = await arrange.pair(1)
    const rival = await arrange.joined(it.acme, it.programId, 'mentee')
    return { ...it, rival }
  }

  test('two matches by hand', async () => {
    const { match, mentor, mentee, rival } = await crowd()
    expect(await decided([match(mentor.id, mentee.id), match(rival.id, mentor.id)])).toEqual([
      'capacity-full',
      'done',
    ])
    expect(await openOf(mentor.id)).toEqual([1])
  })

  test('two requests, and a request beside a match by hand', async () => {
    const one = await crowd()
    expect(
      await decided([
        ask(one.mentee, one.programId, one.mentor.id),
        ask(one.rival, one.programId, one.mentor.id),
      ]),
    ).toEqual(['capacity-full', 'done'])
    const two = await crowd()
    expect(
      await decided([
        ask(two.mentee, two.programId, two.mentor.id),
        two.match(two.mentor.id, two.rival.id),
      ]),
    ).toEqual(['capacity-full', 'done'])
  })

  test('one mentee by two mentors: both sides count', async () => {
    const { acme, programId, match, mentor, mentee } = await arrange.pair(5)
    const second = await arrange.joined(acme, programId, 'mentor', { capacity: 5 })
    expect(await decided([match(mentor.id, mentee.id), match(second.id, mentee.id)])).toEqual([
      'capacity-full',
      'done',
    ])
  })

  test('a restart beside a new match, a lower capacity beside a match', async () => {
    const { match, mentor, mentee, rival, admin } = await crowd()
    const { id } = await match(mentor.id, mentee.id)
    await end(admin.client, id)
    expect(await decided([restart(admin.client, id), match(mentor.id, rival.id)])).toEqual([
      'capacity-full',
      'done',
    ])
    const wide = await arrange.pair(2)
    const third = await arrange.joined(wide.acme, wide.programId, 'mentee')
    await wide.match(wide.mentor.id, wide.mentee.id)
    const lower = wide.admin.client.updateParticipant({
      params: { programId: wide.programId, registrationId: wide.mentor.id },
      body: { capacity: 1 },
    })
    const [lowered, matched] = await Promise.all([
      resultOf(lower),
      resultOf(wide.match(wide.mentor.id, third.id)),
    ])
    expect([lowered, matched]).toContain('done')
    expect(lowered === 'done' ? matched : lowered).toBe(
      lowered === 'done' ? 'capacity-full' : 'values-refused',
    )
  })

  test('the database itself refuses one too many, whoever forgot to look', async () => {
    const { programId, acme, match, mentor, mentee, rival } = await crowd()
    await match(mentor.id, mentee.id)
    const forced = arrange.rows(sql`
      with made as (insert into matches (organization_id, program_id, status, source, created_at)
        values (${acme.id}, ${programId}, 'staged', 'administrator', now()) returning id)
      insert into match_participants (organization_id, match_id, registration_id, member_id, member_name, role)
      select ${acme.id}, made.id, r.id, r.member_id, '', r.role from made, registrations r
      where r.id in (${mentor.id}, ${rival.id})`)
    await expect(forced).rejects.toThrow('registrations_room')
  })

  test('not below the matches that there are, with their number', async () => {
    const { match, mentor, mentee, programId } = await arrange.pair(3)
    await match(mentor.id, mentee.id)
    const lower = (capacity: number) =>
      mentor.client.joinProgram({ params: { programId }, body: { role: 'mentor', capacity } })
    expect((await lower(1)).registration?.capacity).toBe(1)
    const refused = await problemOf(
      mentor.client.joinProgram({ params: { programId }, body: { role: 'mentee', capacity: 1 } }),
    )
    expect(refused?.errors).toMatchObject([
      { pointer: '#/role', code: 'has-matches', values: { matches: 1 } },
    ])
  })
})

describe('MT2: requests', () => {
  test('are answered by whoever was asked; both have each other’s address from then on only', async () => {
    const { programId, mentor, mentee } = await arrange.pair()
    const { id } = await ask(mentee, programId, mentor.id)
    expect(await openOf(mentor.id, mentee.id)).toEqual([1, 1])
    expect(await arrange.intervalsOf(id)).toEqual([])
    for (const one of [mentor, mentee]) {
      const [match] = await mine(one)
      expect(match).toMatchObject({ status: 'pending', askedByMe: one === mentee })
      expect(match?.partners[0]?.email).toBeNull()
    }
    expect(await answer(mentor, id)).toMatchObject({
      status: 'active',
      partners: [{ email: mentee.person.email }],
    })
    expect(await resultOf(answer(mentor, id))).toBe('not-in-status')
    expect(await arrange.intervalsOf(id)).toHaveLength(2)
    expect(await templatesTo(mentor)).toEqual(['match-asked'])
    expect(await templatesTo(mentee)).toEqual(['match-answered'])
  })

  test('declined with a reason that whoever asked reads; places are free again', async () => {
    const { programId, mentor, mentee } = await arrange.pair()
    const { id } = await ask(mentee, programId, mentor.id)
    await answer(mentor, id, 'declined')
    expect((await mine(mentee))[0]).toMatchObject({
      status: 'ended',
      endReason: 'declined',
      declineReason: 'So it is',
    })
    expect(await openOf(mentor.id, mentee.id)).toEqual([0, 0])
    expect(await arrange.intervalsOf(id)).toEqual([])
  })

  test('nobody answers, withdraws or ends for somebody else', async () => {
    const { acme, programId, mentor, mentee, admin } = await arrange.pair()
    const stranger = await arrange.joined(acme, programId, 'mentor')
    const { id } = await ask(mentee, programId, mentor.id)
    for (const other of [mentee, stranger, admin])
      expect(await resultOf(answer(other, id))).toBe('not-found')
    for (const other of [mentor, stranger])
      expect(await resultOf(other.client.withdrawRequest({ params: { matchId: id } }))).toBe(
        'not-found',
      )
    await answer(mentor, id)
    expect(await resultOf(stranger.client.endMyMatch({ params: { matchId: id }, body: {} }))).toBe(
      'not-found',
    )
    expect(await resultOf(end(mentor.client, id))).toBe('not-permitted')
  })

  test('after three days it is too late, before and after the clock has looked', async () => {
    const { programId, mentor, mentee } = await arrange.pair()
    const { id, expiresAt } = await ask(mentee, programId, mentor.id)
    at(3 * day + 1_000)
    expect(await resultOf(answer(mentor, id))).toBe('request-expired')
    at(3 * day - 60_000)
    await runJobs(app, 'end-due-matches')
    expect((await mine(mentor))[0]?.status).toBe('pending')
    await arrange.rows(
      sql`update matches set expires_at = now() - interval '1 hour' where id = ${id}`,
    )
    app.clock.now = null
    await look()
    expect((await mine(mentor))[0]).toMatchObject({ status: 'ended', endReason: 'expired' })
    expect(await resultOf(answer(mentor, id))).toBe('request-expired')
    expect(await openOf(mentor.id, mentee.id)).toEqual([0, 0])
    expect(expiresAt).not.toBeNull()
  })

  test('withdrawn by whoever asked, once', async () => {
    const { programId, mentor, mentee } = await arrange.pair()
    const { id } = await ask(mentee, programId, mentor.id)
    const withdraw = () => mentee.client.withdrawRequest({ params: { matchId: id } })
    expect(await decided([withdraw(), withdraw()])).toEqual(['done', 'not-in-status'])
    expect(await resultOf(answer(mentor, id))).toBe('not-in-status')
  })

  test('only where they are open, and of a mentor by a mentee', async () => {
    const { programId, mentor, mentee, admin } = await arrange.pair()
    expect(await resultOf(ask(mentor, programId, mentee.id))).toBe('requests-closed')
    await admin.client.updateProgram({ params: { programId }, body: { requestsOpen: false } })
    expect(await resultOf(ask(mentee, programId, mentor.id))).toBe('requests-closed')
    expect(
      await resultOf(mentee.client.listSuggestions({ params: { programId }, query: {} })),
    ).toBe('requests-closed')
  })

  test('an answer that crosses a withdrawal: one of them holds', async () => {
    const { programId, mentor, mentee } = await arrange.pair()
    const { id } = await ask(mentee, programId, mentor.id)
    const results = await decided([
      answer(mentor, id),
      mentee.client.withdrawRequest({ params: { matchId: id } }),
    ])
    expect(results).toEqual(['done', 'not-in-status'])
    const [row] = await arrange.rows<{ status: string }>(
      sql`select status from matches where id = ${id}`,
    )
    expect((await arrange.intervalsOf(id)).filter(({ endedAt }) => !endedAt)).toHaveLength(
      row?.status === 'active' ? 2 : 0,
    )
  })
})

/** Lets the clock look, whatever is due. */
const look = async () => {
  await arrange.rows(sql`select add_job('end-due-matches', '{"programId": null}'::jsonb, o.id, null, null, o.id::text)
    from organizations o where exists (select from matches m where m.organization_id = o.id)`)
  await runJobs(app, 'end-due-matches')
}

describe('MT2: do not match again', () => {
  test('is honoured by administrators, restarts, requests, suggestions and proposals, until it is lifted', async () => {
    const { programId, match, mentor, mentee, admin } = await arrange.pair(3)
    const { id } = await match(mentor.id, mentee.id)
    await end(admin.client, id, { doNotMatch: true, reason: 'Did not fit' })
    expect(await resultOf(match(mentor.id, mentee.id))).toBe('do-not-match')
    expect(await resultOf(restart(admin.client, id))).toBe('do-not-match')
    // To those who take part it looks as if the other one were not there.
    expect(await resultOf(ask(mentee, programId, mentor.id))).toBe('not-found')
    const suggested = () => mentee.client.listSuggestions({ params: { programId }, query: {} })
    expect((await suggested()).items).toEqual([])
    await admin.client.startProposal({ params: { programId }, body: {} })
    await runJobs(app, 'operation-match-proposal')
    const [proposal] = (await admin.client.listProposals({ params: { programId } })).items
    expect(proposal).toMatchObject({ status: 'ready', considered: 2, staged: 0, unmatched: 2 })
    const list = () => admin.client.listDoNotMatch({ params: { programId }, query: {} })
    const [pair] = (await list()).items
    expect(pair?.people.map(({ memberId }) => memberId).toSorted()).toEqual(
      [mentor.memberId, mentee.memberId].toSorted(),
    )
    await admin.client.removeDoNotMatch({ params: { programId, doNotMatchId: pair!.id } })
    expect((await suggested()).items).toHaveLength(1)
    expect(await resultOf(restart(admin.client, id))).toBe('done')
  })

  test('takes what is staged or asked between the two away, and keeps it from being answered', async () => {
    const { programId, mentor, mentee, admin } = await arrange.pair(3)
    const { id } = await ask(mentee, programId, mentor.id)
    await admin.client.addDoNotMatch({
      params: { programId },
      body: { memberIds: [mentee.memberId, mentor.memberId] },
    })
    expect(await resultOf(answer(mentor, id))).toBe('not-in-status')
    expect(await openOf(mentor.id, mentee.id)).toEqual([0, 0])
  })
})

describe('MT3: freezing', () => {
  test('ends active matches, lets requests go, and unfreezing restores nothing', async () => {
    const { acme, programId, match, mentor, mentee } = await arrange.pair(3)
    const { id } = await match(mentor.id, mentee.id)
    const second = await arrange.joined(acme, programId, 'mentee')
    const { id: asked } = await ask(second, programId, mentor.id)
    expect(await mentor.client.freezeMyself({ body: { programId: null } })).toEqual({
      frozen: 1,
      ended: 1,
    })
    expect((await mine(mentee))[0]).toMatchObject({ status: 'ended', endReason: 'frozen' })
    expect((await arrange.intervalsOf(id)).every(({ endedAt }) => endedAt)).toBe(true)
    expect(await resultOf(answer(mentor, asked))).toBe('not-in-status')
    expect(await templatesTo(mentee)).toEqual(['match-started', 'match-ended'])
    expect(await openOf(mentor.id, mentee.id, second.id)).toEqual([0, 0, 0])
    expect(await resultOf(match(mentor.id, mentee.id))).toBe('not-participating')
    expect(await resultOf(ask(second, programId, mentor.id))).toBe('not-found')
    expect(await mentor.client.unfreezeMyself({ query: {} })).toEqual({ unfrozen: 1 })
    expect((await mine(mentee))[0]?.status).toBe('ended')
    expect(await resultOf(match(mentor.id, mentee.id))).toBe('done')
  })

  test('what an administrator froze, the member cannot let go on, nor by leaving and coming back', async () => {
    const { programId, admin, mentee } = await arrange.pair()
    const params = { programId, registrationId: mentee.id }
    // Also where they had frozen themselves.
    await mentee.client.freezeMyself({ body: { programId } })
    await admin.client.freezeParticipant({ params })
    const unfreeze = () => mentee.client.unfreezeMyself({ query: { programId } })
    expect(await resultOf(unfreeze())).toBe('frozen-by-administrator')
    expect(await mentee.client.unfreezeMyself({ query: {} })).toEqual({ unfrozen: 0 })
    await mentee.client.leaveProgram({ params: { programId } })
    const join = () =>
      mentee.client.joinProgram({ params: { programId }, body: { role: 'mentee' } })
    expect(await resultOf(join())).toBe('frozen-by-administrator')
    // An administrator takes them in again.
    await admin.client.addParticipant({
      params: { programId },
      body: { memberId: mentee.memberId, role: 'mentee' },
    })
    await mentee.client.freezeMyself({ body: { programId } })
    expect(await unfreeze()).toEqual({ unfrozen: 1 })
  })

  test('beside a match that is being made: the match ends, or is refused', async () => {
    for (let i = 0; i < 5; i++) {
      const { programId, match, mentor, mentee } = await arrange.pair(3)
      await Promise.all([
        resultOf(match(mentor.id, mentee.id)),
        mentor.client.freezeMyself({ body: { programId } }),
      ])
      expect(await openOf(mentor.id, mentee.id)).toEqual([0, 0])
    }
  })

  test('by an administrator, of staged matches too', async () => {
    const { programId, mentor, mentee, admin } = await arrange.pair()
    await admin.client.startProposal({ params: { programId }, body: {} })
    await runJobs(app, 'operation-match-proposal')
    expect(await openOf(mentor.id, mentee.id)).toEqual([1, 1])
    const params = { programId, registrationId: mentor.id }
    expect(await admin.client.freezeParticipant({ params })).toMatchObject({ status: 'frozen' })
    expect((await admin.client.listMatches({ query: { programId } })).items).toEqual([])
    expect(await openOf(mentor.id, mentee.id)).toEqual([0, 0])
    const { items } = await admin.client.listProposals({ params: { programId } })
    expect(items[0]).toMatchObject({ staged: 1, waiting: 0, discarded: 1, approved: 0 })
  })
})

describe('US10: a member who goes', () => {
  test('has their matches ended, and stays readable by name', async () => {
    const { programId, match, mentor, mentee, admin, acme } = await arrange.pair(3)
    const { id } = await match(mentor.id, mentee.id)
    const second = await arrange.joined(acme, programId, 'mentee')
    const { id: asked } = await ask(second, programId, mentor.id)
    await admin.client.removeUser({ params: { memberId: mentor.memberId } })
    const ended = await admin.client.getMatch({ params: { matchId: id } })
    expect(ended).toMatchObject({ status: 'ended', endReason: 'removed' })
    expect(ended.participants[0]?.person).toMatchObject({ memberId: null, name: 'Mira Person' })
    expect(ended.intervals.map(({ name, endedAt }) => [name, endedAt !== null])).toEqual(
      expect.arrayContaining([['Mira Person', true]]),
    )
    expect((await mine(mentee))[0]?.partners[0]?.person.name).toBe('Mira Person')
    expect((await mine(second))[0]).toMatchObject({ id: asked, status: 'ended' })
    expect(await openOf(mentee.id, second.id)).toEqual([0, 0])
    expect(await resultOf(restart(admin.client, id))).toBe('not-participating')
    const { items } = await admin.client.listParticipants({
      params: { programId },
      query: { state: 'left' },
    })
    expect(items.map(({ person }) => person)).toMatchObject([
      { name: 'Mira Person', memberId: null, email: null },
    ])
  })

  test('beside a match that is being made: nobody stays matched with nobody', async () => {
    for (let i = 0; i < 5; i++) {
      const { match, mentor, mentee, admin } = await arrange.pair(3)
      await Promise.all([
        resultOf(match(mentor.id, mentee.id)),
        admin.client.removeUser({ params: { memberId: mentee.memberId } }),
      ])
      expect(await openOf(mentor.id)).toEqual([0])
      expect(
        await arrange.rows(sql`select from match_intervals where member_id = ${mentee.memberId}
          and ended_at is null`),
      ).toEqual([])
    }
  })

  test('OR2: deleting the organization ends all matches; keeping it starts none', async () => {
    const { acme, match, mentor, mentee } = await arrange.pair()
    const { id } = await match(mentor.id, mentee.id)
    const owner = await arrange.someone(acme, 'owner')
    await makeFresh(app, owner.token)
    await owner.client.startOrganizationDeletion({ body: { name: acme.name } })
    expect((await arrange.intervalsOf(id)).every(({ endedAt }) => endedAt)).toBe(true)
    expect(
      await arrange.rows(sql`select end_reason as reason from matches where id = ${id}`),
    ).toEqual([{ reason: 'organization-deleted' }])
  })
})

describe('MT2: automatic end', () => {
  test('after so many days, at the moment when it was due', async () => {
    const { admin, programId, match, mentor, mentee } = await arrange.pair()
    await admin.client.updateProgram({
      params: { programId },
      body: { matchEnds: { kind: 'after', days: 30 } },
    })
    const { id, startedAt, endsAt } = await match(mentor.id, mentee.id)
    expect(Date.parse(endsAt!) - Date.parse(startedAt!)).toBe(30 * day)
    at(29 * day)
    await look()
    expect((await admin.client.getMatch({ params: { matchId: id } })).status).toBe('active')
    at(31 * day)
    await look()
    const [row] = await arrange.rows<{ reason: string; at: Date }>(
      sql`select end_reason as reason, ended_at as at from matches where id = ${id}`,
    )
    expect([row?.reason, row?.at.toISOString()]).toEqual(['due', endsAt])
    expect((await arrange.intervalsOf(id)).map(({ endedAt }) => endedAt?.toISOString())).toEqual([
      endsAt,
      endsAt,
    ])
  })

  test('MT1: never by a slip of the keyboard: days are of this age', async () => {
    const { admin, programId } = await arrange.pair()
    const changes = ['0026-12-31', '9999-12-31'].flatMap((date) => [
      { endsOn: date },
      { startsOn: date },
      { matchEnds: { kind: 'on' as const, date } },
    ])
    for (const body of changes)
      expect(
        await resultOf(admin.client.updateProgram({ params: { programId }, body })),
        JSON.stringify(body),
      ).toBe('values-refused')
  })

  test('MT1: a day that was kept before days had bounds is in no other change’s way', async () => {
    const { admin, programId } = await arrange.pair()
    await arrange.rows(
      sql`update programs set ends_on = '9999-12-31', match_ends_on = '3000-01-01' where id = ${programId} returning id`,
    )
    const params = { programId }
    const { endsOn, matchEnds } = await admin.client.getProgram({ params })
    const body = { registrationOpen: false, endsOn, matchEnds }
    expect(await resultOf(admin.client.updateProgram({ params, body }))).toBe('done')
    expect(
      await resultOf(admin.client.updateProgram({ params, body: { endsOn: '9999-12-30' } })),
    ).toBe('values-refused')
  })

  test('MT1: on the last day of the program, by the organization’s calendar; registration closes', async () => {
    const { acme, admin, programId, match, mentor, mentee } = await arrange.pair()
    const { id } = await match(mentor.id, mentee.id)
    // Jakarta is seven hours ahead.
    const last = new Date(Date.now() + 5 * day + 7 * 3_600_000).toISOString().slice(0, 10)
    await admin.client.updateProgram({ params: { programId }, body: { endsOn: last } })
    const { endsAt } = await admin.client.getMatch({ params: { matchId: id } })
    expect(endsAt).toBe(new Date(Date.parse(`${last}T00:00:00+07:00`) + day).toISOString())
    at(6 * day)
    await look()
    expect(
      await arrange.rows(sql`select end_reason as reason from matches where id = ${id}`),
    ).toEqual([{ reason: 'program-ended' }])
    // Sessions are older than a day by then: the next look is at the rule itself.
    await arrange.rows(sql`update programs set ends_on = current_date - 2 where id = ${programId}`)
    app.clock.now = null
    const late = await arrange.someone(acme)
    expect(
      await resultOf(late.client.joinProgram({ params: { programId }, body: { role: 'mentor' } })),
    ).toBe('registration-closed')
    expect(await resultOf(match(mentor.id, mentee.id))).toBe('program-archived')
    expect(await resultOf(restart(admin.client, id))).toBe('program-archived')
  })
})

describe('PR3: what others may not see', () => {
  test('answers to questions that are not visible, nor what they have in common, nor addresses', async () => {
    const acme = await app.organization()
    const admin = await arrange.someone(acme, 'admin')
    const [open, hidden] = [
      arrange.question({ title: 'Open', visible: true }),
      arrange.question({ title: 'Hidden', weight: 5 }),
    ]
    const { id: programId } = await arrange.program(admin.client, { questions: [open, hidden] })
    const answers = { [open.id]: ['sales'], [hidden.id]: ['law', 'code'] }
    const mentor = await arrange.joined(acme, programId, 'mentor', { answers })
    const mentee = await arrange.joined(acme, programId, 'mentee', { answers })
    const { items } = await mentee.client.listSuggestions({ params: { programId }, query: {} })
    expect(items[0]).toMatchObject({
      score: 100,
      reasons: [{ title: 'Open', agreed: ['SALES'] }],
      answers: [{ title: 'Open', labels: ['SALES'] }],
    })
    // Nothing of the hidden answer moves what one sees.
    await mentee.client.joinProgram({
      params: { programId },
      body: { role: 'mentee', answers: { [hidden.id]: ['law'] } },
    })
    expect(
      (await mentee.client.listSuggestions({ params: { programId }, query: {} })).items[0]?.score,
    ).toBe(100)
    const match = await ask(mentee, programId, mentor.id)
    for (const seen of [items, match, await mine(mentor), await mine(mentee)]) {
      const text = JSON.stringify(seen)
      expect(text).not.toMatch(/Hidden|LAW|"law"|CODE/)
      expect(text).not.toContain(mentor.person.email)
      expect(text).not.toContain(mentee.person.email)
    }
    await answer(mentor, match.id)
    expect(JSON.stringify(await mine(mentee))).toContain(mentor.person.email)
    await mentee.client.endMyMatch({ params: { matchId: match.id }, body: {} })
    expect(JSON.stringify(await mine(mentee))).not.toContain(mentor.person.email)
    const shown = (await mentee.client.listMyPrograms()).items[0]?.questions
    expect(JSON.stringify(shown)).not.toMatch(/matching|weight/)
  })

  test('addresses of those who take part, by lists, searches or cursors, without users:view', async () => {
    const { acme, admin, programId, mentor, mentee, match } = await arrange.pair()
    await match(mentor.id, mentee.id)
    const idle = await arrange.someone(acme, 'field_user', 'Cara')
    const held = ['programs:view', 'programs:edit', 'matches:view'] as const
    const runner = await arrange.someone(acme, 'planner')
    const role = await admin.client.createRole({ body: { name: 'Runs programs' } })
    const permit = (permissions: Permission[]) =>
      admin.client.updateRole({ params: { roleId: role.id }, body: { permissions } })
    await permit([...held])
    await admin.client.updateUser({
      params: { memberId: runner.memberId },
      body: { roleId: role.id },
    })
    const { client } = runner
    const params = { programId }
    const one = { programId, registrationId: mentor.id }
    const seen = async () => [
      await client.listParticipants({ params, query: { limit: 1 } }),
      await client.getParticipant({ params: one }),
      await client.listCandidates({ params, query: {} }),
      await client.updateParticipant({ params: one, body: { capacity: 2 } }),
      await client.listMatches({ query: {} }),
    ]
    const found = async (person: TestPerson) => {
      const q = person.email
      const { length } = (await client.listParticipants({ params, query: { q } })).items
      const candidates = (await client.listCandidates({ params, query: { q } })).items.length
      return [length, candidates, (await client.listMatches({ query: { q } })).items.length]
    }
    const answers = await seen()
    const [{ nextCursor }] = answers as [{ nextCursor: string }, ...unknown[]]
    const text = JSON.stringify(answers) + Buffer.from(nextCursor, 'base64url').toString()
    for (const { person } of [mentor, mentee, idle]) expect(text).not.toContain(person.email)
    expect(await found(mentor.person)).toEqual([0, 0, 0])
    expect(await found(idle.person)).toEqual([0, 0, 0])
    const byName = await client.listParticipants({ params, query: { q: 'mira p' } })
    expect(byName.items.map(({ id }) => id)).toEqual([mentor.id])
    const created = await client.addParticipant({
      params,
      body: { memberId: idle.memberId, role: 'mentee' },
    })
    expect(created.person.email).toBeNull()

    await permit([...held, 'users:view'])
    for (const { person } of [mentor])
      expect(JSON.stringify((await seen()).slice(0, 4))).toContain(person.email)
    expect(await found(mentor.person)).toEqual([1, 0, 1])
  })

  test('what a partner answered, once the match has ended, until it starts again', async () => {
    const acme = await app.organization()
    const admin = await arrange.someone(acme, 'admin')
    const visible = arrange.question({ title: 'Open', visible: true })
    const { id: programId } = await arrange.program(admin.client, { questions: [visible] })
    const answers = { [visible.id]: ['sales'] }
    const mentor = await arrange.joined(acme, programId, 'mentor', { answers, firstName: 'Mira' })
    const mentee = await arrange.joined(acme, programId, 'mentee', { answers })
    const declined = await ask(mentee, programId, mentor.id)
    expect((await mine(mentor))[0]?.partners[0]?.answers).toMatchObject([{ title: 'Open' }])
    const refused = await answer(mentor, declined.id, 'declined')
    expect(refused.partners[0]?.answers).toEqual([])
    const { id } = await ask(mentee, programId, mentor.id)
    expect(await answer(mentor, id)).toMatchObject({
      partners: [{ answers: [{ labels: ['SALES'] }] }],
      reasons: [{ agreed: ['SALES'] }],
    })
    const ended = await mentee.client.endMyMatch({ params: { matchId: id }, body: {} })
    const nothing = { partners: [{ answers: [], email: null }], reasons: [] }
    expect(ended).toMatchObject(nothing)
    await restart(admin.client, id)
    expect(JSON.stringify(await mine(mentee))).toContain('SALES')
    await mentor.client.leaveProgram({ params: { programId } })
    for (const one of [mentor, mentee])
      for (const match of await mine(one)) expect(match).toMatchObject(nothing)
    expect((await mine(mentee))[0]?.partners[0]?.person.name).toBe('Mira Person')
  })

  test('by counts and refusals, that something is staged', async () => {
    const { acme, programId, mentor, mentee, admin } = await arrange.pair(3)
    await admin.client.updateParticipant({
      params: { programId, registrationId: mentee.id },
      body: { capacity: 2 },
    })
    await admin.client.startProposal({ params: { programId }, body: {} })
    await runJobs(app, 'operation-match-proposal')
    const staged = (await admin.client.listMatches({ query: { programId, status: 'staged' } }))
      .items
    expect(staged).toHaveLength(1)
    expect(await openOf(mentor.id, mentee.id)).toEqual([1, 1])
    const seenBy = async ({ client }: Joined) =>
      (await client.listMyPrograms()).items[0]?.registration?.openMatches
    expect([await seenBy(mentor), await seenBy(mentee)]).toEqual([0, 0])
    // The pair that waits in it is simply not there to be asked.
    const { items } = await mentee.client.listSuggestions({ params: { programId }, query: {} })
    expect(items).toEqual([])
    expect(await resultOf(ask(mentee, programId, mentor.id))).toBe('not-found')

    const other = await arrange.joined(acme, programId, 'mentee')
    await ask(other, programId, mentor.id)
    expect([await seenBy(mentor), await seenBy(other)]).toEqual([1, 1])
    // Places are kept for what is staged all the same; how many there are is told as one sees them.
    const change = (one: Joined, role: ProgramRole, capacity: number) =>
      problemOf(one.client.joinProgram({ params: { programId }, body: { role, capacity } }))
    expect((await change(mentor, 'mentor', 1))?.errors).toMatchObject([
      { pointer: '#/capacity', code: 'not-now' },
    ])
    expect((await change(mentee, 'mentor', 2))?.errors).toMatchObject([
      { pointer: '#/role', code: 'not-now' },
    ])
    const [refused] = (await change(mentor, 'mentee', 3))?.errors ?? []
    expect(refused).toMatchObject({ code: 'has-matches', values: { matches: 1 } })
    expect(JSON.stringify(refused)).not.toContain('2')
    // An administrator sees what there is.
    const lower = admin.client.updateParticipant({
      params: { programId, registrationId: mentor.id },
      body: { capacity: 1 },
    })
    expect((await problemOf(lower))?.errors).toMatchObject([
      { code: 'below-matches', values: { matches: 2 } },
    ])
  })

  test('staged matches are nobody’s yet', async () => {
    const { programId, mentor, admin } = await arrange.pair()
    await admin.client.startProposal({ params: { programId }, body: {} })
    await runJobs(app, 'operation-match-proposal')
    expect((await admin.client.listMatches({ query: { programId } })).items).toHaveLength(1)
    expect(await mine(mentor)).toEqual([])
    expect(await templatesTo(mentor)).toEqual([])
  })

  test('PR4: another organization’s administrator finds nothing here', async () => {
    const { programId, match, mentor, mentee } = await arrange.pair()
    const { id } = await match(mentor.id, mentee.id)
    const other = (await arrange.pair()).admin.client
    const one = { params: { programId, registrationId: mentor.id } }
    for (const call of [
      () => other.getProgram({ params: { programId } }),
      () => other.listParticipants({ params: { programId }, query: {} }),
      () => other.getParticipant(one),
      () => other.freezeParticipant(one),
      () => other.removeParticipant(one),
      () => other.getMatch({ params: { matchId: id } }),
      () => end(other, id),
      () => restart(other, id),
      () => other.startProposal({ params: { programId }, body: {} }),
    ])
      expect(await resultOf(call())).toBe('not-found')
    expect((await other.listMatches({ query: { programId } })).items).toEqual([])
    expect(await openOf(mentor.id)).toEqual([1])
  })
})

describe('MT2: groups', () => {
  async function group() {
    const acme = await app.organization()
    const admin = await arrange.someone(acme, 'admin')
    const { id: programId } = await arrange.program(admin.client, {
      kind: 'group',
      groupSizeMax: 3,
    })
    const host = await arrange.joined(acme, programId, 'host')
    const members: Joined[] = []
    for (let i = 0; i < 3; i++) members.push(await arrange.joined(acme, programId, 'participant'))
    const [a, b, c] = members as [Joined, Joined, Joined]
    const { id } = await admin.client.createMatch({
      body: { programId, registrationIds: [a.id, host.id, b.id, c.id] },
    })
    return { admin, programId, host, a, b, c, id }
  }
  const open = async (id: MatchId) =>
    (await arrange.intervalsOf(id))
      .filter(({ endedAt }) => !endedAt)
      .map(({ memberId }) => memberId)

  test('goes on without who leaves or freezes, and ends with its host or its last participant', async () => {
    const { host, a, b, c, id, admin } = await group()
    expect(await open(id)).toHaveLength(4)
    expect(
      await a.client.endMyMatch({ params: { matchId: id }, body: { reason: 'Busy' } }),
    ).toMatchObject({ status: 'ended', endReason: 'participant' })
    await b.client.freezeMyself({ body: { programId: null } })
    expect((await open(id)).toSorted()).toEqual([host.memberId, c.memberId].toSorted())
    expect(await openOf(a.id, b.id)).toEqual([0, 0])
    expect((await mine(c))[0]?.partners).toHaveLength(1)
    await c.client.endMyMatch({ params: { matchId: id }, body: {} })
    expect(await open(id)).toEqual([])
    expect((await admin.client.getMatch({ params: { matchId: id } })).status).toBe('ended')
    const again = await group()
    await again.host.client.freezeMyself({ body: { programId: again.programId } })
    expect(await open(again.id)).toEqual([])
    expect((await mine(again.a))[0]).toMatchObject({ status: 'ended', endReason: 'frozen' })
  })

  test('has one host and no more than its size', async () => {
    const { admin, programId, host, a, b } = await group()
    const make = (...registrationIds: RegistrationId[]) =>
      admin.client.createMatch({ body: { programId, registrationIds } })
    expect((await problemOf(make(a.id, b.id)))?.errors?.[0]?.code).toBe('not-one-host')
    expect(await resultOf(make(host.id, a.id))).toBe('capacity-full')
  })
})

test('BL1: only active participants have intervals, whatever happens around them', async () => {
  const { programId, mentor, mentee, match, admin } = await arrange.pair(2)
  const count = async (memberId: MemberId) =>
    (await arrange.rows(sql`select from match_intervals where member_id = ${memberId}`)).length
  const { id } = await ask(mentee, programId, mentor.id)
  await answer(mentor, id, 'declined')
  await admin.client.startProposal({ params: { programId }, body: {} })
  await runJobs(app, 'operation-match-proposal')
  expect([await count(mentor.memberId), await count(mentee.memberId)]).toEqual([0, 0])
  const [proposal] = (await admin.client.listProposals({ params: { programId } })).items
  await admin.client.discardProposal({
    params: { proposalId: proposal!.id },
    body: { matches: 'all' },
  })
  expect([await count(mentor.memberId), await count(mentee.memberId)]).toEqual([0, 0])
  await match(mentor.id, mentee.id)
  expect([await count(mentor.memberId), await count(mentee.memberId)]).toEqual([1, 1])
})
