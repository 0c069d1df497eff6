import sql, { type Sql } from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import { createApp } from '#server/app.ts'
import { confine } from '#server/platform/database.ts'
import { enrol, makeFresh, vouchedOnly } from '#test/arrange-identity.ts'
import { arrangePrograms } from '#test/arrange-programs.ts'
import { auditOf } from '#test/arrange-sso.ts'
import { freshDatabase } from '#test/database.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { openBrowser } from '#test/open-browser.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { deleteOrganizationByCommand } from './delete-organization-by-command.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const minute = 60_000
const day = 1_440 * minute
const at = (ms: number) => {
  app.clock.now = new Date(Date.now() + ms)
}
const rows = <Row extends object>(statement: Sql) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))
const jobs = 'tell-of-organization-deletion'

/** An owner of two organizations, each with a planner of its own and a second owner. */
async function arrange() {
  const [acme, globex] = [
    await app.organization({ name: 'Acme' }),
    await app.organization({ name: 'Globex' }),
  ]
  const [olga, otto, pia] = [await app.person(), await app.person(), await app.person()]
  const members = {
    olga: await app.member(acme, olga, { firstName: 'Olga' }),
    otto: await app.member(acme, otto),
    pia: await app.member(acme, pia, { role: 'planner' }),
    elsewhere: await app.member(globex, olga),
  }
  const session = await app.signedIn(olga, members.olga)
  await makeFresh(app, session.token)
  return { acme, globex, olga, otto, pia, members, ...session }
}
const start = (client: Client, name = 'Acme') =>
  client.startOrganizationDeletion({ body: { name } })
/** A pending sign-in with fresh proofs of everything. */
async function outside(person: TestPerson): Promise<Client> {
  const outcome = await app.clientWith().signIn({
    body: { email: person.email, password, transport: 'bearer' },
  })
  await prove(person)
  return app.clientWith(outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken)
}
const prove = (person: TestPerson) =>
  rows(sql`insert into evidence (login_id, kind, at)
    select id, kind, ${app.clock.now ?? new Date()} from logins, unnest(array['password', 'email_otp', 'totp']) as kind
    where identity_id = ${person.id} and ended_at is null
    on conflict (login_id, kind, connection_id) do update set at = excluded.at`)
const undo = (client: Client, memberId: MemberId) =>
  client.undoOrganizationDeletion({ params: { memberId } })

describe('beginning', () => {
  test('OR2: in thirty days; the owner goes on outside, sees until when, and everybody is told in their own words', async () => {
    const { acme, globex, olga, otto, pia, members, client } = await arrange()
    await rows(sql`update members set language = 'id' where id = ${members.pia}`)
    const invited = await app.person()
    await app.member(acme, invited, { status: 'invited' })
    const { outcome, last, until } = await start(client)
    expect(Math.abs(Date.parse(until) - Date.now() - 30 * day)).toBeLessThan(minute)
    if (outcome.outcome !== 'choose') throw new Error(outcome.outcome)
    expect(last).toBe(false)
    expect(outcome.organizations.map(({ name }) => name)).toEqual(['Globex'])
    const listed = await app.clientWith(outcome.pendingToken).listMyOrganizations()
    expect(listed.organizations.map(({ name }) => name)).toEqual(['Globex'])
    expect(listed.inDeletion).toEqual([
      {
        memberId: members.olga,
        organizationId: acme.id,
        name: 'Acme',
        slug: acme.slug,
        logoUrl: null,
        until,
      },
    ])
    expect(await auditOf(app, acme)).toContain('organization.deletion-started')
    expect(await auditOf(app, globex)).not.toContain('organization.deletion-started')

    await runJobs(app, jobs)
    for (const [person, owner, language] of [
      [olga, true, 'en'],
      [otto, true, 'en'],
      [pia, false, 'id'],
    ] as const) {
      const [mail, ...more] = await mailsTo(app, person.email)
      expect(more).toEqual([])
      expect(mail).toMatchObject({ template: 'organization-in-deletion', language })
      expect(mail?.values).toMatchObject({ owner, by: 'Olga Person', expiresAt: until })
      expect(JSON.stringify(mail)).not.toContain('Globex')
    }
    expect(await mailsTo(app, invited.email)).toEqual([])
  })

  test('OR2: members are told in batches; what was told once is not told again', async () => {
    const { acme, client } = await arrange()
    await rows(sql`
      with people as (insert into identities (email) select 'n' || n || '-' || ${acme.slug} || '@example.test'
        from generate_series(1, 2300) n returning id, email)
      insert into members (organization_id, identity_id, email, status, source, role_id)
      select ${acme.id}, id, email, 'active', 'added', ${acme.roles.planner} from people`)
    await start(client)
    const told = async () =>
      (await rows(sql`select from mails where organization_id = ${acme.id}`)).length
    await runJobs(app, jobs)
    expect(await told()).toBe(2000)
    await runJobs(app, jobs)
    expect(await told()).toBe(2303)
    await runJobs(app, jobs)
    expect(await told()).toBe(2303)
  })

  test('OR2: owners alone, with fresh proofs, and its name typed', async () => {
    const { acme, pia, members, client, token } = await arrange()
    const planner = await app.signedIn(pia, members.pia)
    await makeFresh(app, planner.token)
    expect(await resultOf(start(planner.client))).toBe('owners-only')
    const admin = await app.person()
    const inside = await app.signedIn(admin, await app.member(acme, admin, { role: 'admin' }))
    await makeFresh(app, inside.token)
    expect(await resultOf(start(inside.client))).toBe('owners-only')

    for (const name of ['acme', 'Acme Ltd', '', acme.slug])
      expect((await problemOf(start(client, name)))?.errors).toMatchObject([
        { pointer: '#/name', code: 'not-its-name' },
      ])
    at(11 * minute)
    expect(await problemOf(start(client))).toMatchObject({
      type: '/problems/fresh-evidence-required',
      missing: [{ kind: 'password' }, { kind: 'email_otp' }],
    })
    const [row] = await rows<{ status: string }>(
      sql`select status from organizations where id = ${acme.id}`,
    )
    expect(row?.status).toBe('active')
    await makeFresh(app, token)
    expect(await resultOf(start(client, ' Acme '))).toBe('done')
  })

  test('OR2: its own single sign-on is proof enough while it is fresh and its connection is enabled; another one’s is not', async () => {
    const { acme, globex, client, token } = await arrange()
    await vouchedOnly(app, globex, token)
    await rows(
      sql`update sign_in_policies set first_factor = 'password' where organization_id = ${globex.id}`,
    )
    expect(await resultOf(start(client))).toBe('step-up-required')
    await vouchedOnly(app, acme, token)
    at(11 * minute)
    expect(await resultOf(start(client))).toBe('fresh-evidence-required')
    app.clock.now = null
    expect(await resultOf(start(client))).toBe('done')
  })

  test('OR2: two owners at once: it begins once', async () => {
    for (let n = 0; n < 4; n++) {
      const { acme, otto, members, client } = await arrange()
      const other = await app.signedIn(otto, members.otto)
      await makeFresh(app, other.token)
      const results = await Promise.all([
        resultOf(start(client)),
        resultOf(start(client)),
        resultOf(start(other.client)),
      ])
      expect(results.toSorted()).toEqual(['done', 'not-signed-in', 'not-signed-in'])
      const begun = (await auditOf(app, acme)).filter((one) => one.endsWith('deletion-started'))
      expect(begun).toHaveLength(1)
    }
  })

  test('OR3: an owner who leaves at the moment of deletion does not stand in its way, nor waits for it', async () => {
    for (let n = 0; n < 4; n++) {
      const { otto, members, client } = await arrange()
      const other = await app.signedIn(otto, members.otto)
      const results = await Promise.all([
        resultOf(start(client)),
        resultOf(other.client.leaveOrganization()),
      ])
      expect(results[0]).toBe('done')
      expect(['done', 'not-signed-in']).toContain(results[1])
    }
  })
})

describe('in the days of grace', () => {
  test('OR2: nobody is in it on their next request: cookie, bearer, another process; and nobody gets in by any way', async () => {
    const { acme, pia, otto, members, client } = await arrange()
    const browser = openBrowser(app)
    await browser.client.signIn({ body: { email: pia.email, password } })
    const bearer = await app.signedIn(otto, members.otto)
    // On the way in: a door that still asks for something.
    await rows(
      sql`update sign_in_policies set second_factor = 'email_otp' where organization_id = ${acme.id}`,
    )
    const late = await app.person()
    await app.member(acme, late, { role: 'planner' })
    const challenged = await app.clientWith().signIn({
      body: { email: late.email, password, transport: 'bearer' },
    })
    if (challenged.outcome !== 'challenged') throw new Error(challenged.outcome)
    await rows(
      sql`update sign_in_policies set second_factor = 'none' where organization_id = ${acme.id}`,
    )
    const guest = await app.person()
    const invited = await app.member(acme, guest, { status: 'invited' })
    const waiting = await outside(guest)
    expect((await waiting.listMyOrganizations()).pendingInvitations).toHaveLength(1)
    const codes = (await client.replaceBreakGlassCodes()).codes

    const { outcome } = await start(client)
    const another = createApp(app.settings)
    const there = async (token: string) =>
      (
        await another.fetch(
          new Request('http://localhost/api/v1/session', {
            headers: { authorization: `Bearer ${token}` },
          }),
        )
      ).status
    expect(await resultOf(browser.client.getSession())).toBe('not-signed-in')
    expect(await resultOf(bearer.client.getSession())).toBe('not-signed-in')
    expect(await there(bearer.token)).toBe(401)
    const pending = app.clientWith(challenged.pendingToken)
    expect(await resultOf(pending.listMyOrganizations())).toBe('not-signed-in')
    expect((await waiting.listMyOrganizations()).pendingInvitations).toEqual([])
    expect(await resultOf(waiting.acceptInvitation({ params: { memberId: invited } }))).toBe(
      'not-found',
    )

    const owner = app.clientWith(outcome.outcome === 'choose' ? outcome.pendingToken : undefined)
    const body = { memberId: members.olga }
    expect(await resultOf(owner.switchOrganization({ body }))).toBe('organization-not-found')
    const glass = { ...body, code: codes[0] ?? '' }
    expect(await resultOf(owner.breakGlass({ body: glass }))).toBe('organization-not-found')
    expect(await resultOf(owner.findSlug({ params: { slug: acme.slug } }))).toBe('not-found')
    const again = await app.clientWith().signIn({
      body: { email: pia.email, password, transport: 'bearer' },
    })
    expect(again).toMatchObject({ outcome: 'choose', organizations: [] })
    const planner = app.clientWith('pendingToken' in again ? again.pendingToken : undefined)
    expect((await planner.listMyOrganizations()).inDeletion).toEqual([])
  })

  test('OR2: jobs of it wait, and go on where it is kept; other organizations do not wait', async () => {
    const { acme, client, olga, members } = await arrange()
    const job = 'look-after-domains'
    const add = (id: string) => rows(sql`select add_job(${job}, '{}', ${id})`)
    await add(acme.id)
    await start(client)
    await runJobs(app, job)
    const waits = () =>
      rows<{ runAt: Date }>(sql`
        select run_at as "runAt" from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        where t.identifier = ${job} and j.payload ->> 'organizationId' = ${acme.id}::text`)
    expect((await waits())[0]?.runAt.getTime()).toBeGreaterThan(Date.now() + day - minute)
    await undo(await outside(olga), members.olga)
    await runJobs(app, job)
    expect(await waits()).toEqual([])
  })

  test('OP4, BL1: from the command line it ends all matches too, which nobody can do in the days after', async () => {
    const programs = arrangePrograms(app)
    const { acme, match, mentor, mentee } = await programs.pair()
    const { id } = await match(mentor.id, mentee.id)
    await app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      await deleteOrganizationByCommand(tx, acme, false, new Date())
    })
    expect(await programs.intervalsOf(id)).toMatchObject([
      { endedAt: expect.any(Date) },
      { endedAt: expect.any(Date) },
    ])
    expect(await rows(sql`select end_reason, ended_by from matches where id = ${id}`)).toEqual([
      { end_reason: 'organization-deleted', ended_by: null },
    ])
  })

  test('OR2: owners are reminded a week and a day before, unless it was kept', async () => {
    const { olga, otto, pia, members, client } = await arrange()
    await start(client)
    await runJobs(app, 'remind-of-organization-deletion')
    const reminded = async (email: string) =>
      (await mailsTo(app, email)).filter(({ template }) => template === 'organization-erased-soon')
    // Both that were ordered: the test performs them without waiting for their time.
    expect(await reminded(olga.email)).toHaveLength(2)
    expect(await reminded(otto.email)).toHaveLength(2)
    expect(await reminded(pia.email)).toEqual([])

    const kept = await arrange()
    await start(kept.client)
    await undo(await outside(kept.olga), kept.members.olga)
    await runJobs(app, 'remind-of-organization-deletion')
    expect(await reminded(kept.olga.email)).toEqual([])
    expect(members.olga).not.toBe(kept.members.olga)
  })
})

describe('keeping it', () => {
  test('OR2: all is as it was, but for the sessions', async () => {
    const { acme, olga, pia, otto, members, client, token } = await arrange()
    const before = await app.signedIn(pia, members.pia)
    await start(client)
    await undo(await outside(olga), members.olga)
    for (const old of [token, before.token])
      expect(await resultOf(app.clientWith(old).getSession())).toBe('not-signed-in')
    const again = await app.signedIn(pia, members.pia)
    expect((await again.client.getSession()).organization.id).toBe(acme.id)
    expect(await auditOf(app, acme)).toContain('organization.deletion-undone')
    await runJobs(app, jobs)
    for (const { email } of [olga, otto, pia])
      expect((await mailsTo(app, email)).map(({ template }) => template)).toEqual([
        'organization-kept',
      ])
  })

  test('OR2: wants the second factor: the authenticator where there is one, else the mailbox', async () => {
    const { olga, members, client } = await arrange()
    await start(client)
    at(minute)
    const first = await app.clientWith().signIn({
      body: { email: olga.email, password, transport: 'bearer' },
    })
    if (first.outcome === 'challenged') throw new Error(first.outcome)
    const pending = app.clientWith(first.outcome === 'entered' ? first.token : first.pendingToken)
    expect(await problemOf(undo(pending, members.olga))).toMatchObject({
      type: '/problems/fresh-evidence-required',
      missing: [{ kind: 'email_otp' }],
    })
    await enrol(app, olga)
    expect(await problemOf(undo(pending, members.olga))).toMatchObject({
      missing: [{ kind: 'totp' }],
    })
    await prove(olga)
    expect(await problemOf(undo(pending, members.olga))).toBeNull()
  })

  test('OR2: owners of it alone, as they stand: to all others there is nothing', async () => {
    const { acme, globex, pia, otto, olga, members, client } = await arrange()
    const stranger = await app.person()
    await app.member(globex, stranger)
    // Demoted, suspended, or elsewhere an owner.
    await rows(sql`update members set role_id = ${acme.roles.admin} where id = ${members.otto}`)
    const suspended = await app.person()
    const shut = await app.member(acme, suspended, { status: 'suspended' })
    await start(client)
    for (const [person, memberId] of [
      [pia, members.pia],
      [otto, members.otto],
      [stranger, members.olga],
      [suspended, shut],
      [olga, members.elsewhere],
      [olga, members.pia],
    ] as const)
      expect(await resultOf(undo(await outside(person), memberId))).toBe('not-found')
    expect(await resultOf(undo(await outside(olga), members.olga))).toBe('done')
    expect(await resultOf(undo(await outside(olga), members.olga))).toBe('not-found')
  })

  test('PW4, DR3: a password in doubt, or a provider alone, is told of nothing to keep', async () => {
    const { olga, members, client } = await arrange()
    await start(client)
    const doubted = await outside(olga)
    await rows(sql`update identities set doubted_at = now() where id = ${olga.id}`)
    expect((await doubted.listMyOrganizations()).inDeletion).toEqual([])
    expect(await resultOf(undo(doubted, members.olga))).toBe('not-found')
  })

  test('OR2: not once the days are over, whether or not it is erased yet', async () => {
    const { olga, members, client } = await arrange()
    await start(client)
    at(30 * day + minute)
    expect(await resultOf(undo(await outside(olga), members.olga))).toBe('not-found')
  })

  test('OR2: not once erasing has begun, also while it was being asked', async () => {
    const { acme, olga, members, client } = await arrange()
    await start(client)
    const owner = await outside(olga)
    let undone: Promise<string> | undefined
    await app.owner.transaction(async (tx) => {
      await tx.query(sql`update organizations set erasing_since = now() where id = ${acme.id}`)
      undone = resultOf(undo(owner, members.olga))
      await untilBlocked(tx)
    })
    expect(await undone).toBe('not-found')
    expect((await owner.listMyOrganizations()).inDeletion).toEqual([])
  })

  test('OR2: a session that began while it was being shut does not come back with it', async () => {
    const { acme, olga, members, client, token } = await arrange()
    await start(client)
    await rows(
      sql`update sessions set ended_at = null, end_reason = null where organization_id = ${acme.id}`,
    )
    expect(await resultOf(app.clientWith(token).getSession())).toBe('not-signed-in')
    await undo(await outside(olga), members.olga)
    expect(await resultOf(app.clientWith(token).getSession())).toBe('not-signed-in')
  })

  test('OR2: may be deleted again, from anew', async () => {
    const { olga, members, client } = await arrange()
    const { until } = await start(client)
    at(day)
    await undo(await outside(olga), members.olga)
    const again = await app.signedIn(olga, members.olga)
    await makeFresh(app, again.token)
    expect(Date.parse((await start(again.client)).until) - Date.parse(until)).toBeGreaterThan(
      day - minute,
    )
  })
})
