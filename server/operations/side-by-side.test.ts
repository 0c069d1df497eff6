import pg from 'pg'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { OperationId } from '#api/common.ts'
import {
  exportsAtOnce,
  organizationExportPerformer,
} from '#server/closing/organization-export/organization-export-performer.ts'
import { userChangePerformer } from '#server/closing/user-changes/user-change-performer.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { addJob } from '#server/platform/jobs.ts'
import { createLog } from '#server/platform/log.ts'
import { startJobs } from '#server/platform/start-jobs.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { freshDatabase, type TestDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { operationJob } from './operation.ts'
import { wholeOperationPerformer } from './whole-operation-performer.ts'

let database: TestDatabase
let app: TestApp
beforeAll(async () => {
  database = await freshDatabase()
  app = await startTestApp(database)
})
afterAll(() => app.stop())

const inside = <T>({ id }: TestOrganization, work: (tx: Tx) => Promise<T>) =>
  app.db.transaction(async (tx) => {
    await confine(tx, id)
    return work(tx)
  })

/** An export that an owner has asked for, with what its job is given. */
async function ask() {
  const organization = await app.organization()
  const person = await app.person()
  const session = await app.signedIn(person, await app.member(organization, person))
  await makeFresh(app, session.token)
  const { id } = await session.client.exportOrganization()
  return {
    ...session,
    id,
    organization,
    person,
    organizationId: organization.id,
    now: new Date(),
    attempt: 1,
    lastAttempt: false,
    signal: new AbortController().signal,
    log: createLog('silent'),
    status: async () => (await session.client.getOperation({ params: { operationId: id } })).status,
  }
}
type Asked = Awaited<ReturnType<typeof ask>>

test('OR4: an export that is held, here by a lock, keeps another organization’s from nothing; a third waits its turn', async () => {
  const [first, second, third] = [await ask(), await ask(), await ask()]
  const performer = organizationExportPerformer(app.attachmentStore)
  const perform = (asked: Asked) => performer.perform(app.db, { operationId: asked.id }, asked)
  const holder = new pg.Client({ connectionString: database.superuserUrl })
  onTestFinished(() => holder.end())
  await holder.connect()
  const hold = async ({ id }: Asked) => {
    await holder.query('begin')
    await holder.query('select from operations where id = $1 for update', [id])
  }
  await hold(first)
  // Where the machine is so slow that it gives up waiting, its job is tried again.
  const held = perform(first).catch(() => 'gave up')
  await perform(second)
  expect(await second.status()).toBe('done')
  expect(await first.status()).toBe('running')
  await holder.query('rollback')
  if ((await held) === 'gave up') await perform(first)
  expect(await first.status()).toBe('done')
  await perform(third)
  expect(await third.status()).toBe('done')
})

test('OR4: as many exports as a process writes, and a proposal, keep no other operation from running', async () => {
  const gate = Promise.withResolvers<void>()
  onTestFinished(() => gate.resolve())
  let begun = 0
  const held = (kind: 'organization-export' | 'match-proposal', atOnce: number) =>
    wholeOperationPerformer({
      kind,
      permission: 'organization:export',
      atOnce,
      run: async () => {
        begun++
        await gate.promise
        return { done: 0, counts: {}, fileId: null }
      },
    })
  const asked: Asked[] = []
  while (asked.length < exportsAtOnce + 3) asked.push(await ask())
  const [{ client, organization, person }] = asked as [Asked]
  const proposal = await inside(organization, async (tx) => {
    const [row] = await tx.query<{ id: OperationId }>(sql`
      insert into operations (organization_id, kind, member_id, input, created_at)
      select ${organization.id}, 'match-proposal', id, '{}', now() from members where email = ${person.email}
      returning id`)
    await addJob(tx, operationJob('match-proposal'), { operationId: row!.id })
    return row!.id
  })
  const jobs = await startJobs({
    connectionString: database.appUrl,
    db: app.db,
    log: createLog('silent'),
    pollMs: 100,
    tasks: [
      held('organization-export', exportsAtOnce),
      held('match-proposal', 1),
      userChangePerformer,
    ],
  })
  onTestFinished(async () => {
    gate.resolve()
    await jobs.stop()
  })
  await expect.poll(() => begun, { timeout: 60_000 }).toBe(exportsAtOnce + 1)
  const other = await app.member(organization, await app.person(), { role: 'planner' })
  const { id } = await client.changeUsers({
    body: { which: { memberIds: [other] }, change: { kind: 'suspend' } },
  })
  const statusOf = async (operationId: OperationId) =>
    (await client.getOperation({ params: { operationId } })).status
  await expect.poll(() => statusOf(id), { timeout: 60_000 }).toBe('done')
  expect(begun).toBe(exportsAtOnce + 1)
  expect(await statusOf(proposal)).toBe('running')
  gate.resolve()
  for (const each of asked) await expect.poll(() => each.status(), { timeout: 60_000 }).toBe('done')
}, 240_000)
