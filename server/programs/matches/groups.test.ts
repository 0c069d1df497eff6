import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { RegistrationId } from '#api/common.ts'
import { checkBill } from '#server/billing/check-bill.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { arrangePrograms, type Joined } from '#test/arrange-programs.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { joinGroup } from './join-group.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterAll(() => app.stop())

type Values = Parameters<Client['createProgram']>[0]['body']

/** A group of a host and one participant that goes on, and others who could come into it. */
async function group(groupSizeMax = 3, values: Partial<Values> = {}) {
  const acme = await app.organization()
  const admin = await arrange.someone(acme, 'admin')
  const { id: programId } = await arrange.program(admin.client, {
    kind: 'group',
    groupSizeMax,
    ...values,
  })
  const join = (firstName: string, role: 'host' | 'participant' = 'participant') =>
    arrange.joined(acme, programId, role, { firstName })
  const host = await join('Hana', 'host')
  const [a, b, c] = [await join('Ani'), await join('Budi'), await join('Citra')]
  const { id: matchId } = await admin.client.createMatch({
    body: { programId, registrationIds: [host.id, a.id] },
  })
  const add = (who: { id: RegistrationId }) =>
    admin.client.addToGroup({ params: { matchId }, body: { registrationId: who.id } })
  const remove = (who: { id: RegistrationId }, body = {}) =>
    admin.client.removeFromGroup({ params: { matchId, registrationId: who.id }, body })
  const open = async () =>
    (await arrange.intervalsOf(matchId))
      .filter(({ endedAt }) => endedAt === null)
      .map(({ memberId }) => memberId)
  return { acme, admin, programId, host, a, b, c, join, matchId, add, remove, open }
}
const templatesTo = async ({ person }: Joined) =>
  (await mailsTo(app, person.email)).map(({ template, values }) => [template, values.others])
const mine = async ({ client }: Joined) => (await client.listMyMatches({ query: {} })).items

async function expectRightBill({ id }: TestOrganization) {
  const bill = await app.db.transaction(async (tx) => {
    await confine(tx, id)
    return checkBill(tx)
  })
  expect(bill).toMatchObject({ differences: [], changedSince: [], wrongBounds: [] })
}

test('MT2, BL1: somebody taken into a group that goes on is active and billed from then on, and everybody is told', async () => {
  const { acme, admin, host, a, b, matchId, add, open } = await group()
  const made = await add(b)
  expect(made.participants.map(({ registrationId }) => registrationId)).toEqual([
    host.id,
    a.id,
    b.id,
  ])
  expect(made.participants.map(({ joinedAt }) => joinedAt === null)).toEqual([true, true, false])
  expect(made.participants.at(-1)).toMatchObject({ openMatches: 1, leftAt: null })
  const intervals = await arrange.intervalsOf(matchId)
  expect(intervals).toHaveLength(3)
  expect(intervals.find(({ memberId }) => memberId === b.memberId)?.startedAt.toISOString()).toBe(
    made.participants[2]?.joinedAt,
  )
  expect(await open()).toContain(b.memberId)
  expect(await templatesTo(b)).toEqual([['match-started', 'Ani Person, Hana Person']])
  for (const one of [host, a])
    expect((await templatesTo(one)).at(-1)).toEqual([
      'match-joined',
      expect.stringMatching(/^Budi/),
    ])
  const [own] = await mine(b)
  expect(own).toMatchObject({
    id: matchId,
    status: 'active',
    startedAt: made.participants[2]?.joinedAt,
  })
  expect(own?.partners.map(({ email }) => email)).toEqual([host.person.email, a.person.email])
  // Doing it again changes nothing, and tells nobody.
  await add(b)
  expect(await arrange.intervalsOf(matchId)).toHaveLength(3)
  expect(await templatesTo(b)).toHaveLength(1)
  const audit = await admin.client.listAuditEvents({ query: { action: 'match.joined' } })
  expect(audit.items).toMatchObject([{ details: { memberId: b.memberId } }])
  await expectRightBill(acme)
})

test('MT2, MT3: a group takes nobody beyond its size or theirs, nobody frozen, kept apart, or of elsewhere', async () => {
  const { acme, admin, programId, host, a, b, c, join, matchId, add } = await group(2)
  const apart = { params: { programId }, body: { memberIds: [a.memberId, b.memberId] } }
  await admin.client.addDoNotMatch(apart)
  expect(await resultOf(add(b))).toBe('do-not-match')
  await c.client.freezeMyself({ body: { programId } })
  expect(await problemOf(add(c))).toMatchObject({
    type: '/problems/not-participating',
    errors: [{ pointer: '#/registrationId' }],
  })
  await c.client.unfreezeMyself({ query: {} })
  const other = await join('Hadi', 'host')
  expect(await problemOf(add(other))).toMatchObject({
    errors: [{ pointer: '#/registrationId', code: 'not-a-participant' }],
  })
  const elsewhere = { params: { matchId }, body: { registrationId: (await group()).b.id } }
  expect(await resultOf(admin.client.addToGroup(elsewhere))).toBe('not-found')
  await admin.client.createMatch({ body: { programId, registrationIds: [other.id, c.id] } })
  expect(await resultOf(add(c))).toBe('capacity-full')
  const [d, e] = [await join('Dewi'), await join('Eko')]
  await add(d)
  expect(await problemOf(add(e))).toMatchObject({
    type: '/problems/values-refused',
    errors: [{ code: 'too-many', values: { max: 2 } }],
  })
  // Who is in it stays in it, whatever was said since: others are taken in none the less.
  await admin.client.updateProgram({ params: { programId }, body: { groupSizeMax: 3 } })
  const said = { params: { programId }, body: { memberIds: [host.memberId, a.memberId] } }
  await admin.client.addDoNotMatch(said)
  expect(await resultOf(add(e))).toBe('done')
  const viewer = await arrange.someone(acme)
  const params = { matchId }
  expect(await resultOf(viewer.client.addToGroup({ params, body: { registrationId: b.id } }))).toBe(
    'not-permitted',
  )
  const stranger = await group()
  const theirs = { params, body: { registrationId: stranger.b.id } }
  expect(await resultOf(stranger.admin.client.addToGroup(theirs))).toBe('not-found')
  await admin.client.endMatch({ params, body: {} })
  expect(await resultOf(add(b))).toBe('not-in-status')
  await expectRightBill(acme)
})

test('MT2: a pair takes nobody in, and an archived program lets no group grow', async () => {
  const { admin, acme, programId, mentor, mentee, match } = await arrange.pair()
  const { id } = await match(mentor.id, mentee.id)
  const other = await arrange.joined(acme, programId, 'mentee')
  const body = { registrationId: other.id }
  expect(await resultOf(admin.client.addToGroup({ params: { matchId: id }, body }))).toBe(
    'not-in-status',
  )
  const grown = await group()
  const params = { programId: grown.programId }
  await grown.admin.client.archiveProgram({ params, body: { endMatches: false } })
  expect(await resultOf(grown.add(grown.b))).toBe('program-archived')
})

test('MT2, BL1: somebody is let go of a group that goes on, is told, and may come back', async () => {
  const { acme, admin, host, a, b, c, matchId, add, remove, open } = await group()
  await add(b)
  const gone = await remove(b, { reason: 'Moves away' })
  expect(gone).toMatchObject({ status: 'active' })
  expect(gone.participants.at(-1)).toMatchObject({
    leftReason: 'administrator',
    leftNote: 'Moves away',
  })
  expect(await open()).not.toContain(b.memberId)
  expect((await templatesTo(b)).map(([template]) => template)).toEqual([
    'match-started',
    'match-ended',
  ])
  expect(await mine(b)).toMatchObject([{ status: 'ended', endReason: 'administrator' }])
  expect(JSON.stringify(await mine(b))).not.toContain('Moves away')
  // What comes after is none of theirs.
  await add(c)
  expect((await mine(b))[0]?.partners.map(({ registrationId }) => registrationId)).toEqual([
    host.id,
    a.id,
  ])
  expect(await resultOf(remove(b))).toBe('not-found')
  await remove(c)
  await add(b)
  expect((await arrange.intervalsOf(matchId)).filter((one) => one.memberId === b.memberId)).toEqual(
    [
      expect.objectContaining({ endedAt: expect.any(Date) }),
      expect.objectContaining({ endedAt: null }),
    ],
  )
  expect(await mine(b)).toMatchObject([{ status: 'active', endReason: null }])
  const audit = await admin.client.listAuditEvents({ query: { action: 'match.left' } })
  expect(audit.items.at(-1)?.details).toMatchObject({ memberId: b.memberId, note: 'Moves away' })
  await expectRightBill(acme)
})

test('MT2: host and last participant go by ending the group; who is let go for good is kept apart from its host', async () => {
  const { admin, programId, host, a, b, add, remove } = await group()
  expect(await resultOf(remove(host))).toBe('not-in-status')
  expect(await resultOf(remove(a))).toBe('not-in-status')
  await add(b)
  await remove(b, { reason: 'Quarrel', doNotMatch: true })
  expect(await resultOf(add(b))).toBe('do-not-match')
  const { items } = await admin.client.listDoNotMatch({ params: { programId }, query: {} })
  expect(items).toMatchObject([{ reason: 'Quarrel' }])
  expect(new Set(items[0]?.people.map(({ memberId }) => memberId))).toEqual(
    new Set([host.memberId, b.memberId]),
  )
})

test('MT2: two taken into the last place at once: one of them; one taken in while the group ends: nothing half', async () => {
  const { acme, b, c, add, open, admin, matchId } = await group(2)
  const results = await Promise.all([add(b), add(c)].map(resultOf))
  expect(results.toSorted()).toEqual(['done', 'values-refused'])
  expect(await open()).toHaveLength(3)
  await expectRightBill(acme)
  const other = await group()
  const params = { matchId: other.matchId }
  const [, added] = await Promise.all(
    [other.admin.client.endMatch({ params, body: {} }), other.add(other.b)].map(resultOf),
  )
  expect(['done', 'not-in-status']).toContain(added)
  expect(await other.open()).toEqual([])
  await expectRightBill(other.acme)
  // Whoever leaves beside somebody who comes: both happen.
  await admin.client.endMatch({ params: { matchId }, body: {} })
  const third = await group()
  await third.add(third.b)
  expect(
    await Promise.all(
      [
        third.b.client.endMyMatch({ params: { matchId: third.matchId }, body: {} }),
        third.add(third.c),
      ].map(resultOf),
    ),
  ).toEqual(['done', 'done'])
  expect(await third.open()).toHaveLength(3)
})

test.each<[what: string, change: (of: Awaited<ReturnType<typeof group>>) => Promise<unknown>]>([
  ['ended', ({ admin, matchId }) => admin.client.endMatch({ params: { matchId }, body: {} })],
  ['frozen', ({ host, programId }) => host.client.freezeMyself({ body: { programId } })],
  [
    'archived',
    ({ admin, programId }) =>
      admin.client.archiveProgram({ params: { programId }, body: { endMatches: true } }),
  ],
])(
  'MT2: somebody who came into a group at this moment is held in their turn when it is %s',
  async (_, change) => {
    const arranged = await group()
    const { acme, host, b, c, matchId, add, open } = arranged
    const [low, high] = [b, c].toSorted((one, other) => (one.id < other.id ? -1 : 1)) as [
      Joined,
      Joined,
    ]
    await add(high)
    const hold = (tx: Tx, { id }: Joined) =>
      tx.query(sql`select from registrations where id = ${id} for no key update`)
    const ended = await app.owner.transaction(async (third) => {
      const changing = await app.owner.transaction(async (tx) => {
        await hold(tx, host)
        const changed = resultOf(change(arranged))
        await untilBlocked(tx)
        // Whoever is in it was read already: the newcomer is not among them.
        await app.db.transaction(async (coming) => {
          await confine(coming, acme.id)
          const joining = { matchId, registrationId: low.id }
          await joinGroup(coming, acme.id, joining, { score: 50, reasons: [] }, new Date())
        })
        await hold(third, low)
        return { changed }
      })
      await untilBlocked(third)
      // In its order: a change that still held this one would now wait for us, and we for it.
      await hold(third, high)
      return changing
    })
    expect(await ended.changed).toBe('done')
    expect(await open()).toEqual([])
    await expectRightBill(acme)
  },
)

test('MT2: whoever comes into a group is told of nobody who had left it before, not even once it has ended', async () => {
  const { admin, b, c, matchId, add, remove } = await group()
  const partnersOf = async (who: Joined) =>
    (await mine(who))[0]?.partners.map(({ person }) => person.name)
  await add(b)
  await remove(b)
  await add(c)
  await admin.client.endMatch({ params: { matchId }, body: {} })
  expect(await partnersOf(c)).toEqual(['Hana Person', 'Ani Person'])
  expect(await partnersOf(b)).toEqual(['Hana Person', 'Ani Person'])
})

test('OP3: what is otherwise in a program, and in how somebody takes part, is told from and to; what is long by name', async () => {
  const { acme, admin, programId, a } = await group()
  const owner = await arrange.someone(acme, 'owner')
  const before = await admin.client.getProgram({ params: { programId } })
  const params = { programId }
  const matchEnds = { kind: 'after' as const, days: 30 }
  await admin.client.updateProgram({
    params,
    body: { name: 'Tandem', description: 'Long', questions: [], matchEnds, registrationOpen: true },
  })
  await a.client.joinProgram({ params, body: { role: 'participant', capacity: 3 } })
  await a.client.joinProgram({ params, body: { role: 'participant', capacity: 3 } })
  const updated = async (action: string) =>
    (await owner.client.listAuditEvents({ query: { action } })).items.map(({ details }) => details)
  expect(await updated('program.updated')).toEqual([
    {
      name: 'Tandem',
      matchEndsAfterDays: 30,
      before: { name: before.name, matchEndsAfterDays: null },
      changed: ['description'],
    },
  ])
  expect(await updated('participant.updated')).toMatchObject([
    { memberId: a.memberId, capacity: 3, before: { capacity: 1 } },
  ])
})
