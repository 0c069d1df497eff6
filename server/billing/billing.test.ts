import { setTimeout } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RegistrationId } from '#api/common.ts'
import { arrangePrograms } from '#test/arrange-programs.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { strikeMatchByCommand } from './strike-match-by-command.ts'

let app: TestApp
let arrange: ReturnType<typeof arrangePrograms>
beforeAll(async () => {
  app = await startTestApp()
  arrange = arrangePrograms(app)
})
afterAll(() => app.stop())
afterEach(() => {
  app.clock.now = null
})

const hour = 3_600_000
const day = 24 * hour

/** An organization with an administrator, who signs in anew whenever time has passed. */
async function office(inside?: TestOrganization) {
  const acme = inside ?? (await app.organization())
  const { person, memberId } = await arrange.someone(acme, 'admin', 'Ada')
  const client = async () => (await app.signedIn(person, memberId)).client
  const admin = await client()
  const { id: programId } = await arrange.program(admin)
  const mentor = (capacity = 1) => arrange.joined(acme, programId, 'mentor', { capacity })
  const mentee = (firstName?: string) =>
    arrange.joined(acme, programId, 'mentee', firstName ? { firstName } : {})
  const match = async (...ids: RegistrationId[]) =>
    (await client()).createMatch({ body: { programId, registrationIds: ids } })
  const billed = async () => (await (await client()).getBilling()).current.billed
  return { acme, admin, client, programId, mentor, mentee, match, billed }
}

describe('BL1: active participants', () => {
  test('two pairs are four', async () => {
    const { mentor, mentee, match, billed } = await office()
    await match((await mentor()).id, (await mentee()).id)
    await match((await mentor()).id, (await mentee()).id)
    expect(await billed()).toBe(4)
  })

  test('one mentor with two mentees are three', async () => {
    const { mentor, mentee, match, billed } = await office()
    const { id } = await mentor(2)
    await match(id, (await mentee()).id)
    await match(id, (await mentee()).id)
    expect(await billed()).toBe(3)
  })

  test('membership alone, and registration alone, never count', async () => {
    const { acme, mentor, mentee, billed } = await office()
    await arrange.someone(acme)
    await mentor()
    await mentee()
    expect(await billed()).toBe(0)
  })

  test('staged and pending never count; approving and accepting do', async () => {
    const { programId, client, mentor, mentee, billed } = await office()
    const [one, other] = [await mentor(), await mentee()]
    await (await client()).startProposal({ params: { programId }, body: {} })
    await runJobs(app, 'operation-match-proposal')
    const [proposal] = (await (await client()).listProposals({ params: { programId } })).items
    expect(proposal?.waiting).toBe(1)
    expect(await billed()).toBe(0)
    const asked = await mentor()
    const request = await (await mentee()).client.askForMatch({
      params: { programId },
      body: { registrationId: asked.id },
    })
    expect(await billed()).toBe(0)
    await (await client()).approveProposal({
      params: { proposalId: proposal?.id ?? '' },
      body: { matches: 'all' },
    })
    expect(await billed()).toBe(2)
    await asked.client.answerRequest({
      params: { matchId: request.id },
      body: { answer: 'accepted' },
    })
    expect(await billed()).toBe(4)
    expect([one.id, other.id]).toHaveLength(2)
  })

  test('BL2: the same person active in two organizations counts once in each', async () => {
    const [acme, globex] = [await office(), await office()]
    const here = await acme.mentee()
    await acme.match((await acme.mentor()).id, here.id)
    const memberId = await app.member(globex.acme, here.person, { role: 'field_user' })
    const { client } = await app.signedIn(here.person, memberId)
    await client.joinProgram({ params: { programId: globex.programId }, body: { role: 'mentee' } })
    const there = await arrange.registrationOf(memberId, globex.programId)
    await globex.match((await globex.mentor()).id, there)
    expect([await acme.billed(), await globex.billed()]).toEqual([2, 2])
  })

  test('ended in mid-period still counts in it and not in the next', async () => {
    const { client, mentor, mentee, match } = await office()
    const { id: matchId } = await match((await mentor()).id, (await mentee()).id)
    app.clock.now = new Date(Date.now() + hour)
    await (await client()).endMatch({ params: { matchId }, body: {} })
    const { current } = await (await client()).getBilling()
    expect(current.billed).toBe(2)
    app.clock.now = new Date(Date.parse(current.endsAt) + hour)
    await runJobs(app, 'advance-bills')
    const { items } = await (await client()).listBillingPeriods({ query: {} })
    expect(items.map(({ billed, status }) => [billed, status]).slice(0, 2)).toEqual([
      [0, 'open'],
      [2, 'closed'],
    ])
  })

  test('MT3: who freezes and comes back is one person, whose earlier match still counts', async () => {
    const { programId, mentor, mentee, match, billed } = await office()
    const frozen = await mentee()
    await match((await mentor()).id, frozen.id)
    await frozen.client.freezeMyself({ body: { programId } })
    await frozen.client.unfreezeMyself({ query: { programId } })
    await match((await mentor()).id, frozen.id)
    expect(await billed()).toBe(3)
  })
})

describe('BL3: the page', () => {
  test('says of everybody why they are billed: the match, with whom, and since when', async () => {
    const { client, mentor, mentee, match } = await office()
    const { id } = await match((await mentor()).id, (await mentee('Citra')).id)
    const admin = await client()
    const { current } = await admin.getBilling()
    const { items } = await admin.listBillingEntries({
      params: { number: current.number },
      query: { q: 'cit' },
    })
    expect(items).toHaveLength(1)
    const [citra] = items
    expect(citra).toMatchObject({ change: 'active', match: { id, others: [expect.any(String)] } })
    const told = await admin.getBillingEntry({ params: { entryId: citra?.id ?? '' } })
    expect(told.activity).toEqual([
      expect.objectContaining({ endedAt: null, startedAt: citra?.activeFrom, voided: null }),
    ])
  })

  test('outlives the member', async () => {
    const { acme, client, mentor, mentee, match, billed } = await office()
    const gone = await mentee('Dewi')
    await match((await mentor()).id, gone.id)
    await (await client()).removeUser({ params: { memberId: gone.memberId } })
    expect(await billed()).toBe(2)
    const admin = await client()
    const { items } = await admin.listBillingEntries({
      params: { number: (await admin.getBilling()).current.number },
      query: { q: 'dewi' },
    })
    expect(items[0]).toMatchObject({ memberId: null, match: { others: [expect.any(String)] } })
    expect(items[0]?.match.others).not.toContain(items[0]?.name)
    // Added again they are the same person.
    const again = await app.member(acme, gone.person, { role: 'field_user' })
    expect(again).not.toBe(gone.memberId)
  })

  test('what is told late stands as a correction; events tell what closed, each once', async () => {
    const { client, programId, mentor, mentee } = await office()
    const [one, other] = [await mentor(), await mentee()]
    const { current } = await (await client()).getBilling()
    app.clock.now = new Date(Date.parse(current.endsAt) + 2 * day)
    const admin = await client()
    const before = await admin.listBillingEvents({ query: {} })
    expect(before.items.at(-1)?.data).toMatchObject({ number: current.number, billed: 0 })
    await admin.createMatch({
      body: {
        programId,
        registrationIds: [one.id, other.id],
        startedAt: new Date(Date.parse(current.endsAt) - day).toISOString(),
      },
    })
    expect((await admin.getBilling()).current).toMatchObject({
      active: 2,
      corrections: { added: 2, removed: 0 },
      billed: 4,
    })
    const late = await admin.listBillingEntries({
      params: { number: current.number + 1 },
      query: { corrections: 'only' },
    })
    expect(late.items.map(({ change, ofPeriod }) => [change, ofPeriod.number])).toEqual([
      ['correction-added', current.number],
      ['correction-added', current.number],
    ])
    expect(await admin.listBillingEvents({ query: {} })).toEqual(before)
  })

  test('what ended at the very end of a period, and was ended after the next had begun, stands on neither list of it', async () => {
    const { acme, client, programId, mentor, mentee, match } = await office()
    const { current } = await (await client()).getBilling()
    await match((await mentor()).id, (await mentee()).id)
    // Its last day is the period's: both are over at the same midnight.
    await (await client()).updateProgram({
      params: { programId },
      body: { endsOn: current.lastDay },
    })
    app.clock.now = new Date(Date.parse(current.endsAt) + hour)
    const admin = await client()
    const next = { number: current.number + 1 }
    const namesOf = async () =>
      (await admin.listBillingEntries({ params: next, query: {} })).items.length
    await admin.getBilling()
    expect(await namesOf()).toBe(2)
    await runJobs(app, 'end-due-matches')
    expect((await admin.getBilling()).current).toMatchObject({ ...next, active: 0, billed: 0 })
    const list = await admin.listBillingEntries({ params: next, query: {} })
    expect(list).toMatchObject({ items: [], about: 0 })
    const file = await (await admin.downloadBillingEntries({ params: next })).text()
    expect(file.trim().split('\r\n')).toHaveLength(1)
    const ended = await admin.listBillingEntries({
      params: { number: current.number },
      query: {},
    })
    expect(ended.items.map(({ change }) => change)).toEqual(['active', 'active'])
    // Within one millisecond the ids of the two have either order.
    await app.owner.transaction((tx) =>
      tx.query(sql`update billing_entries set id = ('00000000' || substr(id::text, 9))::uuid
        where organization_id = ${acme.id} and change = -1`),
    )
    expect(await namesOf()).toBe(0)
  })

  test('who was struck and matched again within a period stands on its list once', async () => {
    const { acme, client, mentor, mentee, match } = await office()
    const pair = [(await mentor()).id, (await mentee()).id] as const
    const { id: matchId } = await match(...pair)
    const admin = await client()
    await admin.endMatch({ params: { matchId }, body: {} })
    const { number } = (await admin.getBilling()).current
    const changes = async () => {
      const { items } = await admin.listBillingEntries({ params: { number }, query: {} })
      return items.map(({ change, match: { id } }) => [change, id])
    }
    await app.db.transaction((tx) =>
      strikeMatchByCommand(tx, acme.id, matchId, 'made by mistake', new Date()),
    )
    expect(await changes()).toEqual([])
    const { id: again } = await match(...pair)
    expect(await changes()).toEqual([
      ['active', again],
      ['active', again],
    ])
  })

  test('as CSV, whose cells compute nothing', async () => {
    const { client, mentor, mentee, match } = await office()
    await match((await mentor()).id, (await mentee('=HYPERLINK("x")')).id)
    const { person, memberId } = await arrange.someone(await app.organization(), 'admin')
    const admin = await client()
    const { number } = (await admin.getBilling()).current
    const file = await admin.downloadBillingEntries({ params: { number } })
    const text = await file.text()
    expect(text.trim().split('\r\n')).toHaveLength(3)
    expect(text).toContain(`"'=HYPERLINK(""x"")`)
    const stranger = (await app.signedIn(person, memberId)).client
    expect(
      await resultOf(stranger.downloadBillingEntries({ params: { number: number + 100 } })),
    ).toBe('not-found')
  })

  test('the anchor day acts from the next period; changing it is audited', async () => {
    const { acme, client } = await office()
    const admin = await client()
    const before = await admin.getBilling()
    const anchorDay = before.anchorDay === 15 ? 16 : 15
    await admin.updateBilling({ body: { anchorDay } })
    const after = await admin.getBilling()
    expect(after.current).toEqual(before.current)
    expect(after.anchorDay).toBe(anchorDay)
    app.clock.now = new Date(Date.parse(before.current.endsAt) + hour)
    expect((await (await client()).getBilling()).current.anchorDay).toBe(anchorDay)
    const audited = await app.owner.transaction((tx) =>
      tx.query(
        sql`select from audit_events where organization_id = ${acme.id} and action = 'billing.anchor_changed'`,
      ),
    )
    expect(audited).toHaveLength(1)
  })

  test('whoever looks waits for nobody who is starting matches at this moment', async () => {
    const { acme, client } = await office()
    const admin = await client()
    await admin.getBilling()
    const looked = await app.owner.transaction(async (tx) => {
      await tx.query(
        sql`select from billing_accounts where organization_id = ${acme.id} for update`,
      )
      return Promise.race([admin.getBilling(), setTimeout(20_000, 'waits', { ref: false })])
    })
    expect(looked).toHaveProperty('current')
  })

  test('an entry of another organization is nobody’s', async () => {
    const [acme, globex] = [await office(), await office()]
    await acme.match((await acme.mentor()).id, (await acme.mentee()).id)
    const admin = await acme.client()
    const { items } = await admin.listBillingEntries({
      params: { number: (await admin.getBilling()).current.number },
      query: {},
    })
    expect(
      await resultOf(
        (await globex.client()).getBillingEntry({ params: { entryId: items[0]?.id ?? '' } }),
      ),
    ).toBe('not-found')
    // What it tells holds no identity: the same person would be known by it elsewhere.
    expect(JSON.stringify(items)).not.toMatch(/identity/i)
  })
})
