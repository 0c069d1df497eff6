import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import type { OrganizationId } from '#api/common.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { makeOrganization } from '#test/make-organization.ts'
import {
  confine,
  confineToCopy,
  type Database,
  leaveConfinement,
  openDatabase,
} from './database.ts'
import { addJob, becomeWorker, job, type Performer, perform, performFree } from './jobs.ts'
import { createLog } from './log.ts'
import { startJobs } from './start-jobs.ts'

/** What a healthy worker must not write. */
let complaints: string[] = []
const log = createLog('warn', { write: (line) => void complaints.push(line) })
const note = job('note', z.object({ text: z.string() }))
const broken = job('broken', z.object({ times: z.number() }))

let database: TestDatabase
let db: Database
let superuser: pg.Pool
let ours: OrganizationId
let theirs: OrganizationId

beforeAll(async () => {
  database = await freshDatabase()
  db = openDatabase({ connectionString: database.appUrl })
  superuser = new pg.Pool({ connectionString: database.superuserUrl, max: 2 })
  superuser.on('error', () => undefined)
  ours = await makeOrganization(database)
  theirs = await makeOrganization(database)
})
afterAll(async () => {
  await db.close()
  await superuser.end()
})

type Row = {
  id: string
  payload: Record<string, unknown>
  key: string
  attempts: number
  last_error: string
}
const jobsOf = async (text: string) =>
  (
    await superuser.query<Row>(
      `select * from graphile_worker._private_jobs where payload->>'text' = $1`,
      [text],
    )
  ).rows

async function start(tasks: Performer[], pollMs = 100) {
  const jobs = await startJobs({ connectionString: database.appUrl, db, log, tasks, pollMs })
  let stopped = false
  const stop = async () => {
    if (!stopped) await jobs.stop()
    stopped = true
  }
  onTestFinished(stop)
  return { stop }
}

/** Who ran, with what the transaction of the job sees. */
function recorder() {
  const ran: { text: string; organizationId: string | null; seen: number; attempt: number }[] = []
  const performer = perform(note, async (tx, { text }, { organizationId, attempt }) => {
    const [row] = await tx.query<{ seen: number }>(
      sql`select count(*)::int as seen from organizations`,
    )
    ran.push({ text, organizationId, seen: row?.seen ?? 0, attempt })
  })
  return { ran, performer }
}

const soon = { timeout: 60_000, interval: 20 }

test('a job runs after the commit, confined to the organization that added it', async () => {
  complaints = []
  const { ran, performer } = recorder()
  const { stop } = await start([performer])
  const text = randomUUID()
  await db.transaction(async (tx) => {
    await confine(tx, ours)
    await addJob(tx, note, { text })
  })
  await vi.waitFor(() => expect(ran).toHaveLength(1), soon)
  expect(ran[0]).toEqual({ text, organizationId: ours, seen: 1, attempt: 1 })
  await vi.waitFor(async () => expect(await jobsOf(text)).toEqual([]), soon)
  // Long enough for what the library does in the background, which only complains when it is not allowed to.
  await sleep(200)
  await stop()
  expect(complaints).toEqual([])
})

test('a rollback leaves no job', async () => {
  const text = randomUUID()
  const work = db.transaction(async (tx) => {
    await confine(tx, ours)
    await addJob(tx, note, { text })
    throw new Error('changed my mind')
  })
  await expect(work).rejects.toThrow('changed my mind')
  expect(await jobsOf(text)).toEqual([])
})

test('a job outlives the process: added when nobody runs jobs, it runs at the next start', async () => {
  const text = randomUUID()
  const dying = openDatabase({ connectionString: database.appUrl })
  await dying.transaction(async (tx) => {
    await confine(tx, ours)
    await addJob(tx, note, { text })
  })
  await dying.close()
  expect(await jobsOf(text)).toHaveLength(1)
  const { ran, performer } = recorder()
  await start([performer])
  await vi.waitFor(() => expect(ran.map((row) => row.text)).toContain(text), soon)
})

test('a job of a process that died in the middle of it runs again, of one that lives does not', async () => {
  const alive = new pg.Client({ connectionString: database.appUrl })
  await alive.connect()
  onTestFinished(() => alive.end())
  await alive.query(`select pg_advisory_lock(1179603301, hashtext('pool-alive'))`)
  const [orphan, busy] = [randomUUID(), randomUUID()]
  for (const [text, worker] of [
    [orphan, 'pool-dead'],
    [busy, 'pool-alive'],
  ] as const) {
    await db.transaction((tx) => addJob(tx, note, { text }, { organizationId: ours }))
    await superuser.query(
      `update graphile_worker._private_jobs set attempts = 1, locked_by = $2, locked_at = now() - interval '1 minute'
       where payload->>'text' = $1`,
      [text, worker],
    )
  }
  const { ran, performer } = recorder()
  await start([performer])
  await vi.waitFor(() => expect(ran.map((row) => row.text)).toEqual([orphan]), soon)
  expect(ran[0]?.attempt).toBe(2)
  expect(await jobsOf(busy)).toHaveLength(1)
  await superuser.query(`delete from graphile_worker._private_jobs`)
})

test('a failed job is undone and tried again, later each time', async () => {
  let attempts = 0
  const slug = `job-${randomUUID()}`
  await start([
    perform(broken, async (tx, { times }, { attempt }) => {
      attempts = attempt
      await tx.query(sql`update organizations set name = ${slug}`)
      if (attempt <= times) throw new Error('not yet')
    }),
  ])
  const added = Date.now()
  await db.transaction(async (tx) => {
    await confine(tx, theirs)
    await addJob(tx, broken, { times: 1 })
  })
  await vi.waitFor(() => expect(attempts).toBe(1), soon)
  const name = async () =>
    (await superuser.query('select name from organizations where id = $1', [theirs])).rows[0]?.name
  await vi.waitFor(async () => {
    const { rows } = await superuser.query<Row>(
      `select * from graphile_worker._private_jobs where last_error is not null`,
    )
    expect(rows[0]?.last_error).toBe('not yet')
  }, soon)
  expect(await name()).toBe('Test')
  await vi.waitFor(() => expect(attempts).toBe(2), soon)
  expect(Date.now() - added).toBeGreaterThan(2_500)
  await vi.waitFor(async () => expect(await name()).toBe(slug), soon)
})

test('jobs go on after the database has broken every connection', async () => {
  const { ran, performer } = recorder()
  await start([performer])
  const add = async (text: string) =>
    db.transaction((tx) => addJob(tx, note, { text }, { organizationId: ours }))
  await add('before')
  await vi.waitFor(() => expect(ran).toHaveLength(1), soon)
  await superuser.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name like 'foyer-jobs%' and datname = current_database()`,
  )
  await add('after')
  await vi.waitFor(() => expect(ran.map((row) => row.text)).toEqual(['before', 'after']), soon)
})

test('stopping waits for the job that runs and takes no new one', async () => {
  const started = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const done: string[] = []
  const slow = performFree(
    note,
    async (_db, { text }) => {
      started.resolve()
      await go.promise
      done.push(text)
    },
    { unconfined: 'a test' },
  )
  const { stop } = await start([slow], 60_000)
  // The other workers must have looked once: what they ask for while we stop they may still be given.
  await sleep(2_000)
  await db.transaction((tx) => addJob(tx, note, { text: 'slow' }))
  await started.promise
  const stopping = stop()
  await db.transaction((tx) => addJob(tx, note, { text: 'late' }))
  go.resolve()
  await stopping
  expect(done).toEqual(['slow'])
  expect(await jobsOf('slow')).toEqual([])
  expect(await jobsOf('late')).toMatchObject([{ attempts: 0 }])
  await superuser.query('delete from graphile_worker._private_jobs')
})

test('a payload that does not fit its job is refused where it is added, and where it is run', async () => {
  const wrong = { text: 7 } as unknown as { text: string }
  await expect(db.transaction((tx) => addJob(tx, note, wrong))).rejects.toThrow(z.ZodError)
  const { ran, performer } = recorder()
  await start([performer])
  await db.transaction((tx) => tx.query(sql`select add_job('note', '{"text": 7}'::jsonb, ${ours})`))
  await vi.waitFor(async () => {
    const { rows } = await superuser.query<Row>(`select * from graphile_worker._private_jobs`)
    expect(rows[0]?.last_error).toMatch(/expected string/)
  }, soon)
  expect(ran).toEqual([])
  await superuser.query('delete from graphile_worker._private_jobs')
})

test('under one key the newest job counts, and an organization never touches the key of another', async () => {
  const [first, second, other] = [randomUUID(), randomUUID(), randomUUID()]
  const add = (organizationId: OrganizationId, text: string) =>
    db.transaction(async (tx) => {
      await confine(tx, organizationId)
      await addJob(tx, note, { text }, { key: 'same', runAt: new Date(Date.now() + 3_600_000) })
    })
  await add(ours, first)
  await add(theirs, other)
  await add(ours, second)
  expect(await jobsOf(first)).toEqual([])
  expect(await jobsOf(second)).toMatchObject([{ payload: { organizationId: ours } }])
  expect(await jobsOf(other)).toMatchObject([{ payload: { organizationId: theirs } }])
})

test('PR3: a confined transaction adds for its own organization only, whatever it claims', async () => {
  const text = randomUUID()
  await db.transaction(async (tx) => {
    await confine(tx, ours)
    await tx.query(
      sql`select add_job('note', ${JSON.stringify({ text, organizationId: theirs })}::jsonb)`,
    )
  })
  expect(await jobsOf(text)).toMatchObject([{ payload: { organizationId: ours } }])
  const named = (enter: (tx: Parameters<typeof confine>[0]) => Promise<void>) =>
    db.transaction(async (tx) => {
      await enter(tx)
      await addJob(tx, note, { text: 'stolen' }, { organizationId: theirs })
    })
  await expect(named((tx) => confine(tx, ours))).rejects.toThrow(/own organization only/)
  await expect(named((tx) => confineToCopy(tx, theirs, ours))).rejects.toThrow(
    /own organization only/,
  )
  await expect(named((tx) => confine(tx, ''))).rejects.toThrow(/own organization only/)
  const nowhere = db.transaction(async (tx) => {
    await confine(tx, '')
    await addJob(tx, note, { text: 'stolen' })
  })
  await expect(nowhere).rejects.toThrow(/own organization only/)
  expect(await jobsOf('stolen')).toEqual([])
})

test('the copier adds jobs for the organization that it makes; outside of one a job has none', async () => {
  const [made, after, none] = [randomUUID(), randomUUID(), randomUUID()]
  await db.transaction(async (tx) => {
    await confineToCopy(tx, theirs, ours)
    await addJob(tx, note, { text: made })
    await leaveConfinement(tx)
    await addJob(tx, note, { text: after })
  })
  await db.transaction((tx) => addJob(tx, note, { text: none }))
  expect(await jobsOf(made)).toMatchObject([{ payload: { organizationId: ours } }])
  expect(await jobsOf(after)).toMatchObject([{ payload: { organizationId: ours } }])
  expect(await jobsOf(none)).toMatchObject([{ payload: { organizationId: null } }])
})

test.each(['foyer_member', 'foyer_copier', 'none'])(
  'PR3: %s reads neither jobs nor mails and calls nothing of the library',
  async (role) => {
    for (const statement of [
      sql`select from graphile_worker._private_jobs`,
      sql`select from graphile_worker.jobs`,
      sql`select graphile_worker.add_job('note')`,
      sql`select from mails`,
      sql`delete from mails`,
      sql`insert into mails (recipient, template, language, "values") values ('a@b.c', 'added', 'en', '{}')`,
    ]) {
      const work = db.transaction(async (tx) => {
        await confine(tx, ours)
        await tx.query(sql`select set_config('role', ${role}, true)`)
        await tx.query(statement)
      })
      await expect(work, statement.text).rejects.toThrow(/permission denied/)
    }
  },
)

test('the worker adds nothing and sees no organization', async () => {
  for (const statement of [
    sql`select add_job('note', '{}'::jsonb)`,
    sql`select graphile_worker.add_job('note')`,
    sql`select from organizations`,
    sql`select from identities`,
    sql`insert into mails (recipient, template, language, "values") values ('a@b.c', 'added', 'en', '{}')`,
  ]) {
    const work = db.transaction(async (tx) => {
      await becomeWorker(tx)
      await tx.query(statement)
    })
    await expect(work, statement.text).rejects.toThrow(/permission denied|row-level security/)
  }
})

test('nobody may add jobs or mails by default', async () => {
  const { rows } = await superuser.query(
    `select proname from pg_proc where proname in ('add_job', 'queue_mail', 'queue_mails', 'organization_to_stamp')
       and pronamespace = 'public'::regnamespace
       and (proacl is null or exists (select from aclexplode(proacl) where grantee = 0)
         or not proconfig @> array['search_path=pg_catalog, pg_temp'])`,
  )
  expect(rows).toEqual([])
})
