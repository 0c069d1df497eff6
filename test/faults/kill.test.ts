import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, type Client, createClient } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import type { Outcome } from '#api/sessions.ts'
import { type Foyer, startFoyer } from '#e2e/foyer.ts'
import { type Database, openDatabase } from '#server/platform/database.ts'
import { joinEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'

// The built server, its own PostgreSQL, and a kill -9 in the midst of what must not stop half-way.

let folder: string
let foyer: Foyer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-kill-'))
  await chmod(folder, 0o711)
  foyer = await startFoyer({ folder })
})
afterAll(async () => {
  await foyer.stop()
  await rm(folder, { recursive: true, force: true })
})

const clientWith = (token?: string): Client => createClient({ baseUrl: foyer.origin, token })

/** Somebody who walks from one organization to the next, and what the last answer that arrived has told. */
interface Walker {
  email: string
  password: string
  /** The session as last told. */
  token: string
  at: MemberId
  members: MemberId[]
  /** A request is on its way: this session, or the one that it makes, will be the one. */
  asking: boolean
}

const enteredBy = (outcome: Outcome | undefined) => {
  if (outcome?.outcome !== 'entered') throw new Error(`expected to enter, was ${outcome?.outcome}`)
  return { token: outcome.token ?? '', at: outcome.member.id }
}

async function signIn({ email, password }: { email: string; password: string }): Promise<Walker> {
  const first = await clientWith().signIn({ body: { email, password, transport: 'bearer' } })
  const pending = first.outcome === 'entered' ? first.token : first.pendingToken
  const { organizations } = await clientWith(pending).listMyOrganizations()
  const members = organizations.filter((row) => row.requires.length === 0).map((m) => m.memberId)
  const memberId = members[0] as MemberId
  const outcome = await clientWith(pending).switchOrganization({ body: { memberId } })
  return { email, password, members, asking: false, ...enteredBy(outcome) }
}

/** Switches and creates until the server is gone. */
async function walk(walker: Walker, creates: boolean) {
  for (let n = 1; ; n++) {
    const client = clientWith(walker.token)
    walker.asking = true
    try {
      const target = walker.members[n % walker.members.length] as MemberId
      const answer =
        creates && n % 2
          ? await client.createOrganization({
              body: { name: 'Made while dying', hub: { name: 'Depot', latitude: 1, longitude: 1 } },
            })
          : { session: await client.switchOrganization({ body: { memberId: target } }) }
      if (!('session' in answer)) throw new Error('was challenged')
      Object.assign(walker, enteredBy(answer.session))
      walker.asking = false
    } catch (error) {
      if (error instanceof ApiError || !(error instanceof TypeError)) throw error
      return
    }
  }
}

const works = (token: string) =>
  clientWith(token)
    .getSession()
    .then((session) => session.member.id)
    .catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 401) return null
      throw error
    })

async function withOwner<T>(work: (owner: Database) => Promise<T>): Promise<T> {
  const { ownerUrl } = await joinEmbeddedPostgres(folder)
  const owner = openDatabase({ connectionString: ownerUrl, poolSize: 1 })
  try {
    return await work(owner)
  } finally {
    await owner.close()
  }
}

/** What is half-made: organizations without one of the things that every one has, slugs of nobody, log-ins with two sessions. */
const findHalfMade = () =>
  withOwner((owner) =>
    owner.transaction((tx) =>
      tx.query<{ what: string }>(sql`
        select 'organization ' || o.name || ' lacks ' || lack as what from organizations o, lateral (
          select 'policy' where not exists (select from sign_in_policies p where p.organization_id = o.id)
          union all select 'roles' where (select count(*) from roles r where r.organization_id = o.id and r.template is not null) <> 4
          union all select 'owner' where not exists (select from members m join roles r on r.organization_id = o.id and r.id = m.role_id
            where m.organization_id = o.id and m.status = 'active' and r.template = 'owner')
          union all select 'hub' where not exists (select from member_hubs h where h.organization_id = o.id)
          union all select 'flows' where (select count(*) from flows f where f.organization_id = o.id) < 6
          union all select 'report' where not exists (select from foundings f where f.organization_id = o.id)
          union all select 'slug' where not exists (select from organization_slugs s where s.organization_id = o.id and s.slug = o.slug)
        ) lacks (lack) where o.name = 'Made while dying'
        union all select 'slug of nobody: ' || slug from organization_slugs where organization_id is null
        union all select 'log-in with ' || count(*) || ' sessions' from sessions where ended_at is null group by login_id having count(*) > 1
        union all select 'entered without a word: ' || s.id from sessions s where not exists (select from audit_events e
          where e.organization_id = s.organization_id and e.actor_member_id = s.member_id and e.action = 'session.entered' and e.at = s.created_at)`),
    ),
  )

/** Sessions that are alive, on the log-in that this token's session stood on. */
const liveBeside = (token: string) =>
  withOwner((owner) =>
    owner.transaction((tx) =>
      tx.query<{ memberId: MemberId }>(sql`
        select s.member_id as "memberId" from sessions s
        where s.ended_at is null and s.login_id =
          (select login_id from sessions where token_hash = sha256(convert_to(${token}, 'UTF8')))`),
    ),
  )

test('SW3, SW5, CR5: kill -9 in mid-switch and mid-create leaves the old session or the new one, and nothing half-made', async () => {
  const demo = (await clientWith().getAbout()).demo?.accounts ?? []
  expect(demo.length).toBeGreaterThan(2)
  let lost = 0
  let committed = 0
  const until = Date.now() + 35_000
  for (let round = 0; (round < 12 && Date.now() < until) || (round < 40 && lost <= 4); round++) {
    const walkers = await Promise.all(demo.slice(0, 4).map(signIn))
    const walking = Promise.all(walkers.map((walker, n) => walk(walker, n % 2 === 1)))
    await sleep(20 + Math.random() * 150)
    foyer.process.kill('SIGKILL')
    await walking
    foyer = await startFoyer({ folder })

    expect(await findHalfMade()).toEqual([])
    for (const walker of walkers) {
      const place = await works(walker.token)
      const live = await liveBeside(walker.token)
      expect(live).toHaveLength(1)
      if (!walker.asking) expect(place).toBe(walker.at)
      if (place) expect(live).toEqual([{ memberId: place }])
      else committed++
      if (walker.asking) lost++
    }
  }
  // Else the blow never fell into the midst of anything.
  expect(lost).toBeGreaterThan(4)
  expect(committed).toBeLessThanOrEqual(lost)
})

test('OP1: kill -9 of PostgreSQL: what cannot be answered is a 503, and the sessions are there again', async () => {
  const accounts = (await clientWith().getAbout()).demo?.accounts ?? []
  const walkers = await Promise.all(accounts.slice(0, 3).map(signIn))
  const seen = new Set<number>()
  const whereabouts = (walker: (typeof walkers)[number]) =>
    clientWith(walker.token)
      .getSession()
      .then(
        (session) => session.member.id,
        (error: unknown) => {
          if (!(error instanceof ApiError)) throw error
          seen.add(error.problem.status)
          return null
        },
      )
  const pidFile = join(folder, 'postgres/postmaster.pid')
  const readPid = () =>
    existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : null
  for (let round = 0; round < 3; round++) {
    const killed = readPid()
    if (killed === null) throw new Error('PostgreSQL does not run')
    process.kill(killed, 'SIGKILL')
    // What the killed one has left behind answers for a moment longer: wait for its successor.
    await expect
      .poll(
        async () => {
          const found = await Promise.all(walkers.map(whereabouts))
          const pid = readPid()
          return pid !== null && pid !== killed ? found : null
        },
        { timeout: 60_000, interval: 20 },
      )
      .toEqual(walkers.map((walker) => walker.at))
  }
  // Never a 401, which would sign a browser out, nor a 500.
  expect([...seen]).toEqual([503])
  expect(foyer.process.exitCode).toBeNull()
  const ended = once(foyer.process, 'exit')
  foyer.process.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
