import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { MatchId } from '#api/common.ts'
import type { Proposal } from '#api/programs.ts'
import { checkBill } from '#server/billing/check-bill.ts'
import { confine, type Database } from '#server/platform/database.ts'
import type { Performer } from '#server/platform/jobs.ts'
import { arrangePrograms } from '#test/arrange-programs.ts'
import { finishOperation } from '#test/finish-operation.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { matchReviewPerformer } from './match-review-performer.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterAll(() => app.stop())

const job = 'operation-match-review'
const side = 16
const all = side * side

/** A proposal that has matched each of sixteen mentors with each of sixteen mentees. */
async function proposed() {
  const acme = await app.organization()
  const admin = await arrange.someone(acme, 'admin')
  const { id: programId } = await arrange.program(admin.client)
  await arrange.rows(sql`
    with people as (
      insert into identities (email, mailbox_proved_at)
      select 'p' || n || '.' || ${acme.slug} || '@example.test', now() from generate_series(1, ${side * 2}::int) n
      returning id, email
    ), added as (
      insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, first_entered_at)
      select ${acme.id}, id, email, 'active', 'added', ${acme.roles.field_user}, email, '', now() from people
      returning id
    )
    insert into registrations (organization_id, program_id, member_id, member_name, role, capacity, first_registered_at, registered_at)
    select ${acme.id}, ${programId}, id, 'Somebody', case when row_number() over (order by id) > ${side}::int then 'mentee' else 'mentor' end,
      ${side}, now(), now() from added`)
  const params = { programId }
  const { operation } = await admin.client.startProposal({ params, body: {} })
  await finishOperation(app, admin.client, operation)
  const proposal = async () => {
    const [found] = (await admin.client.listProposals({ params })).items
    return found as Proposal
  }
  const { id: proposalId, waiting } = await proposal()
  expect(waiting).toBe(all)
  const approve = (matches: 'all' | MatchId[] = 'all') =>
    admin.client.approveProposal({ params: { proposalId }, body: { matches } })
  const discard = () =>
    admin.client.discardProposal({ params: { proposalId }, body: { matches: 'all' } })
  /** Matches by status, open intervals, places taken, and mails of matches that began. */
  const standing = async () => {
    const [row] = await arrange.rows(sql`
      select (select count(*) from matches where program_id = ${programId} and status = 'staged') as staged,
        (select count(*) from matches where program_id = ${programId} and status = 'active') as active,
        (select count(*) from match_intervals i join matches m on m.id = i.match_id
          where m.program_id = ${programId} and i.ended_at is null) as intervals,
        (select sum(open_matches)::int from registrations where program_id = ${programId}) as places,
        (select sum(active_matches)::int from registrations where program_id = ${programId}) as taken,
        (select count(*) from mails where organization_id = ${acme.id} and template = 'match-started') as mails`)
    return row
  }
  const expectRightBill = async () => {
    const bill = await app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      return checkBill(tx)
    })
    expect(bill).toMatchObject({ differences: [], changedSince: [], wrongBounds: [] })
  }
  return {
    acme,
    admin,
    programId,
    proposal,
    proposalId,
    approve,
    discard,
    standing,
    expectRightBill,
  }
}

/** As the product does it, but one step a run. */
const oneStep: Performer = {
  ...matchReviewPerformer,
  perform: (db, payload, context) =>
    matchReviewPerformer.perform(db, payload, { ...context, signal: AbortSignal.abort() }),
}

const after = (active: number) => ({
  staged: all - active,
  active,
  intervals: active * 2,
  places: all * 2,
  taken: active * 2,
  mails: active * 2,
})

test('MT2, BL1: more than 200 are approved in the background, batch by batch, told once each, and the bill is right', async () => {
  const { admin, approve, discard, proposal, standing, expectRightBill } = await proposed()
  const { approved, operation } = await approve()
  expect(approved).toBe(0)
  expect(operation).toMatchObject({ kind: 'match-review', status: 'running', done: 0, total: all })
  expect(await standing()).toEqual(after(0))
  expect(await proposal()).toMatchObject({
    review: { operationId: operation?.id, verb: 'approve' },
  })
  expect(await resultOf(approve())).toBe('review-running')
  expect(await resultOf(discard())).toBe('review-running')
  await runJobs(app, job, oneStep)
  expect(await standing()).toEqual(after(100))
  expect(await proposal()).toMatchObject({ approved: 100, waiting: all - 100 })
  if (!operation) throw new Error('there is none')
  expect(await finishOperation(app, admin.client, operation)).toMatchObject({
    status: 'done',
    done: all,
    total: all,
    counts: { approved: all, refused: 0 },
  })
  expect(await standing()).toEqual(after(all))
  expect(await proposal()).toMatchObject({ approved: all, waiting: 0, review: null })
  const audit = await admin.client.listAuditEvents({ query: { action: 'proposal.approved' } })
  expect(
    audit.items.map(({ details }) => Number(details.approved)).toSorted((a, b) => a - b),
  ).toEqual([56, 100, 100])
  await expectRightBill()
})

test('MT2: a crash in the middle of a batch leaves nothing half, and what comes after repeats nothing', async () => {
  const { acme, admin, approve, standing, expectRightBill } = await proposed()
  const { operation } = await approve()
  if (!operation) throw new Error('there is none')
  let commits = 0
  const stopping: Database = {
    ...app.db,
    transaction: (work, head) =>
      app.db.transaction(async (tx, rows) => {
        const result = await work(tx, rows)
        if (++commits === 2) throw new Error('the machine stops')
        return result
      }, head),
  }
  const crashing: Performer = {
    ...matchReviewPerformer,
    perform: (_, payload, context) => matchReviewPerformer.perform(stopping, payload, context),
  }
  await expect(runJobs(app, job, crashing)).rejects.toThrow('the machine stops')
  expect(await standing()).toEqual(after(100))
  await arrange.rows(
    sql`select add_job(${job}, ${JSON.stringify({ operationId: operation.id })}::jsonb, ${acme.id}, null, null, ${operation.id}::text)`,
  )
  expect(await finishOperation(app, admin.client, operation)).toMatchObject({
    counts: { approved: all },
  })
  expect(await standing()).toEqual(after(all))
  await expectRightBill()
})

test('MT2: what is cancelled stays as far as it came; the rest still waits', async () => {
  const { admin, approve, discard, proposal, standing, expectRightBill } = await proposed()
  const { operation } = await approve()
  if (!operation) throw new Error('there is none')
  await runJobs(app, job, oneStep)
  await admin.client.cancelOperation({ params: { operationId: operation.id } })
  await runJobs(app, job)
  expect(await standing()).toEqual(after(100))
  expect(await proposal()).toMatchObject({ waiting: 156, review: null })
  // So few are discarded at once.
  expect(await discard()).toEqual({ discarded: 156, operation: null })
  expect(await standing()).toMatchObject({ staged: 0, active: 100, places: 200 })
  await expectRightBill()
})

test('MT2: who does not take part any more, and what was decided meanwhile, is passed over and named', async () => {
  const { acme, admin, programId, approve, standing, expectRightBill } = await proposed()
  const ids = (
    await arrange.rows<{ id: MatchId }>(
      sql`select id from matches where program_id = ${programId} order by id limit 210`,
    )
  ).map(({ id }) => id)
  const { operation } = await approve(ids)
  if (!operation) throw new Error('there is none')
  const [frozen, suspended] = await arrange.rows<{
    id: string
    memberId: string
    name: string
  }>(sql`
    select r.id, r.member_id as "memberId", m.email as name from registrations r join members m on m.id = r.member_id
    where r.program_id = ${programId} and r.role = 'mentor' order by r.id limit 2`)
  if (!frozen || !suspended) throw new Error('nobody is there')
  const theirs = (who: { id: string }) =>
    arrange.rows(sql`select m.id from matches m join match_participants p on p.match_id = m.id
      where p.registration_id = ${who.id} and m.id = any(${ids}::uuid[])`)
  const [gone, absent] = [(await theirs(frozen)).length, (await theirs(suspended)).length]
  expect(gone * absent).toBeGreaterThan(0)
  const params = { programId, registrationId: frozen.id }
  await admin.client.freezeParticipant({ params })
  await arrange.rows(
    sql`update members set status = 'suspended', status_before_suspension = 'active' where id = ${suspended.memberId}`,
  )
  const ended = await finishOperation(app, admin.client, operation)
  expect(ended).toMatchObject({
    status: 'done',
    done: 210,
    counts: { approved: 210 - gone - absent, refused: gone + absent },
  })
  expect(ended.refusals).toContainEqual({
    memberId: suspended.memberId,
    name: suspended.name,
    reason: 'not-participating',
  })
  expect(ended.refusals.filter(({ reason }) => reason === 'decided-meanwhile')).toHaveLength(gone)
  expect(await standing()).toMatchObject({
    active: 210 - gone - absent,
    staged: all - 210 - (side - gone) + absent,
  })
  await expectRightBill()
  const stranger = await arrange.someone(acme)
  expect(
    await problemOf(stranger.client.getOperation({ params: { operationId: operation.id } })),
  ).toMatchObject({ status: 404 })
})

test('MT2: a program that is archived meanwhile starts none; discarding many gives every place back', async () => {
  const { admin, programId, approve, standing } = await proposed()
  const { operation } = await approve()
  if (!operation) throw new Error('there is none')
  await admin.client.archiveProgram({ params: { programId }, body: { endMatches: false } })
  expect(await finishOperation(app, admin.client, operation)).toMatchObject({
    status: 'failed',
    failure: 'program-archived',
  })
  expect(await standing()).toMatchObject({ active: 0, staged: 0, places: 0, mails: 0 })
  const other = await proposed()
  const discarding = (await other.discard()).operation
  if (!discarding) throw new Error('there is none')
  expect(await finishOperation(app, other.admin.client, discarding)).toMatchObject({
    counts: { discarded: all, refused: 0 },
  })
  expect(await other.standing()).toMatchObject({ staged: 0, places: 0, mails: 0 })
  expect(await other.proposal()).toMatchObject({ discarded: all, waiting: 0 })
})
