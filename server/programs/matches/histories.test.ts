import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError } from '#api/client.ts'
import type { MatchId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import { checkBill } from '#server/billing/check-bill.ts'
import { findActing } from '#server/operations/find-acting.ts'
import { confine } from '#server/platform/database.ts'
import { arrangePrograms, type Joined } from '#test/arrange-programs.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { runJobs } from '#test/run-jobs.ts'
import { startReview } from '../proposals/review.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterAll(() => app.stop())

/** What anybody may do next; numbers choose whom and what. Those that are refused are part of history too. */
const kinds = [
  'match',
  'group',
  'gather',
  'let go',
  'end',
  'restart',
  'ask',
  'answer',
  'decline',
  'withdraw',
  'end mine',
  'freeze',
  'unfreeze',
  'leave',
  'join',
  'capacity',
  'never again',
  'lift',
  'propose',
  'approve',
  'approve by and by',
  'discard',
  'remove',
] as const
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  a: fc.nat(9),
  b: fc.nat(9),
})
type Step = { kind: (typeof kinds)[number]; a: number; b: number }
/** Each entry is done at once. */
const histories = fc.array(fc.array(step, { minLength: 1, maxLength: 2 }), {
  minLength: 15,
  maxLength: 25,
})

type World = Awaited<ReturnType<typeof world>>

async function world() {
  const acme = await app.organization()
  const { client: admin, memberId: adminId } = await arrange.someone(acme, 'admin')
  const pairs = (await arrange.program(admin)).id
  const groups = (await arrange.program(admin, { kind: 'group', groupSizeMax: 3 })).id
  const add = (role: 'mentor' | 'mentee', capacity: number) =>
    arrange.joined(acme, pairs, role, { capacity })
  const mentors = [await add('mentor', 1), await add('mentor', 2)]
  const mentees = [await add('mentee', 1), await add('mentee', 1), await add('mentee', 2)]
  const people = [...mentors, ...mentees]
  const inGroups: Joined[] = []
  for (const [i, one] of people.entries()) {
    const role = i === 0 ? 'host' : 'participant'
    await one.client.joinProgram({ params: { programId: groups }, body: { role } })
    inGroups.push({ ...one, id: await arrange.registrationOf(one.memberId, groups) })
  }
  return { acme, admin, adminId, pairs, groups, mentors, mentees, people, inGroups, removed: 0 }
}

const pick = <T>(list: readonly T[], at: number): T => list[at % list.length] as T

async function act(it: World, { kind, a, b }: Step): Promise<void> {
  const { admin, pairs, groups } = it
  const [mentor, mentee, one] = [pick(it.mentors, a), pick(it.mentees, b), pick(it.people, a)]
  const ids = (
    await arrange.rows<{ id: MatchId }>(
      sql`select id from matches where organization_id = ${it.acme.id} order by id`,
    )
  ).map(({ id }) => id)
  const matchId = ids.length > 0 ? pick(ids, a * 10 + b) : null
  const [proposal] = (await admin.listProposals({ params: { programId: pairs } })).items
  const group = (
    await arrange.rows<{ id: MatchId }>(
      sql`select id from matches where program_id = ${groups} and status = 'active' order by id`,
    )
  )[0]
  const inGroup = <T>(work: (id: MatchId) => Promise<T>) => (group ? work(group.id) : null)
  const inMatch = <T>(work: (id: MatchId) => Promise<T>) => (matchId ? work(matchId) : null)
  const inProposal = <T>(work: (id: NonNullable<typeof proposal>['id']) => Promise<T>) =>
    proposal ? work(proposal.id) : null
  await {
    match: () =>
      admin.createMatch({ body: { programId: pairs, registrationIds: [mentor.id, mentee.id] } }),
    group: () =>
      admin.createMatch({
        body: {
          programId: groups,
          registrationIds: it.inGroups.slice(0, 2 + (a % 3)).map(({ id }) => id),
        },
      }),
    gather: () =>
      inGroup((id) =>
        admin.addToGroup({
          params: { matchId: id },
          body: { registrationId: pick(it.inGroups, b).id },
        }),
      ),
    'let go': () =>
      inGroup((id) =>
        admin.removeFromGroup({
          params: { matchId: id, registrationId: pick(it.inGroups, b).id },
          body: { reason: 'Too many' },
        }),
      ),
    end: () => inMatch((id) => admin.endMatch({ params: { matchId: id }, body: {} })),
    restart: () => inMatch((id) => admin.restartMatch({ params: { matchId: id } })),
    ask: () =>
      mentee.client.askForMatch({
        params: { programId: pairs },
        body: { registrationId: mentor.id },
      }),
    answer: () =>
      inMatch((id) =>
        mentor.client.answerRequest({ params: { matchId: id }, body: { answer: 'accepted' } }),
      ),
    decline: () =>
      inMatch((id) =>
        mentor.client.answerRequest({ params: { matchId: id }, body: { answer: 'declined' } }),
      ),
    withdraw: () => inMatch((id) => mentee.client.withdrawRequest({ params: { matchId: id } })),
    'end mine': () => inMatch((id) => one.client.endMyMatch({ params: { matchId: id }, body: {} })),
    freeze: () => one.client.freezeMyself({ body: { programId: b % 2 ? null : pairs } }),
    unfreeze: () => one.client.unfreezeMyself({ query: {} }),
    leave: () => one.client.leaveProgram({ params: { programId: b % 2 ? groups : pairs } }),
    join: () =>
      one.client.joinProgram({
        params: { programId: pairs },
        body: { role: it.mentors.includes(one) ? 'mentor' : 'mentee', capacity: 1 + (b % 3) },
      }),
    capacity: () =>
      admin.updateParticipant({
        params: { programId: pairs, registrationId: one.id },
        body: { capacity: 1 + (b % 2) },
      }),
    'never again': () =>
      admin.addDoNotMatch({
        params: { programId: pairs },
        body: { memberIds: [mentor.memberId, mentee.memberId] },
      }),
    lift: async () => {
      const [pair] = (await admin.listDoNotMatch({ params: { programId: pairs }, query: {} })).items
      if (pair)
        await admin.removeDoNotMatch({ params: { programId: pairs, doNotMatchId: pair.id } })
    },
    propose: async () => {
      await admin.startProposal({ params: { programId: pairs }, body: {} })
      await runJobs(app, 'operation-match-proposal')
    },
    approve: () =>
      inProposal((id) =>
        admin.approveProposal({ params: { proposalId: id }, body: { matches: 'all' } }),
      ),
    // As of very many: in the background.
    'approve by and by': async () => {
      if (!proposal) return
      await app.db
        .transaction(async (tx) => {
          await confine(tx, it.acme.id)
          const acting = await findActing(tx, it.adminId)
          const wanted = { proposalId: proposal.id, verb: 'approve', which: 'all' } as const
          const where = { id: randomUUID(), ip: null, userAgent: null }
          if (acting) await startReview(tx, acting, wanted, where, new Date())
        })
        .catch((error: unknown) => {
          if (!(error instanceof Problem)) throw error
        })
      await runJobs(app, 'operation-match-review')
    },
    discard: () =>
      inProposal((id) =>
        admin.discardProposal({ params: { proposalId: id }, body: { matches: 'all' } }),
      ),
    // Once in a history: everybody gone is soon no history any more.
    remove: async () => {
      if (it.removed++ === 0) await admin.removeUser({ params: { memberId: one.memberId } })
    },
  }[kind]()
}

/** A refusal is fine; that we fail is not. */
const refusable = (work: Promise<void>) =>
  work.catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.problem.status >= 500) throw error
  })

async function expectSound({ acme }: World): Promise<void> {
  const wrong = await arrange.rows(sql`
    with current as (
      select m.id, m.status, m.low_registration_id as low, p.registration_id, p.member_id
      from matches m join match_participants p on p.match_id = m.id and p.left_at is null where m.organization_id = ${acme.id}
    )
    select 'active has an open interval' as what, c.id, c.registration_id from current c
      where c.status = 'active' and (select count(*) from match_intervals i
        where i.match_id = c.id and i.member_id = c.member_id and i.ended_at is null) <> 1
    union all
    select 'an open interval is of somebody active', i.match_id, i.member_id from match_intervals i
      where i.organization_id = ${acme.id} and i.ended_at is null
        and not exists (select from current c where c.id = i.match_id and c.member_id = i.member_id and c.status = 'active')
    union all
    select 'intervals do not overlap', i.match_id, i.member_id from match_intervals i join match_intervals j
      on j.match_id = i.match_id and j.member_id = i.member_id and j.id > i.id
      where i.organization_id = ${acme.id} and tstzrange(i.started_at, i.ended_at) && tstzrange(j.started_at, j.ended_at)
    union all
    select 'places are counted', null, r.id from registrations r where r.organization_id = ${acme.id} and (
      r.open_matches <> (select count(*) from current c where c.registration_id = r.id and c.status <> 'ended')
      or r.active_matches <> (select count(*) from current c where c.registration_id = r.id and c.status = 'active')
      or r.open_matches > r.capacity or r.status <> 'registered' and r.open_matches > 0)
    union all
    select 'no group is larger than it may be', c.id, null from current c join matches m on m.id = c.id
      join programs p on p.id = m.program_id where p.kind = 'group' and c.status <> 'ended'
      group by c.id, p.group_size_max having count(*) > p.group_size_max + 1
    union all
    select 'who is not to be matched is not', c.id, null from current c join current d on d.id = c.id and d.member_id > c.member_id
      join do_not_match n on n.organization_id = ${acme.id} and n.low_member_id = c.member_id and n.high_member_id = d.member_id
      join matches m on m.id = c.id and m.program_id = n.program_id where c.status in ('staged', 'pending')`)
  expect(wrong).toEqual([])
}

/** BL3: what the ledger has kept beside all of that equals the bill that is computed anew. */
async function expectRightBill({ acme }: World): Promise<void> {
  const { differences, changedSince, wrongBounds } = await app.db.transaction(async (tx) => {
    await confine(tx, acme.id)
    return checkBill(tx)
  })
  expect([differences, changedSince, wrongBounds]).toEqual([[], [], []])
}

test('MT2, BL1: over any history, two at once, active means an open interval, nobody takes more than their room, and the bill is right', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      const it = await world()
      for (const together of history) {
        await Promise.all(together.map((one) => refusable(act(it, one))))
        await expectSound(it)
      }
      await expectRightBill(it)
    }),
    { numRuns: 15, endOnFailure: true },
  )
}, 180_000)
