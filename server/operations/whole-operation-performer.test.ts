import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addFile } from '#server/files/file.ts'
import { confine, type Tx } from '#server/platform/database.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { runJobs } from '#test/run-jobs.ts'
import { wholeOperationPerformer } from './whole-operation-performer.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

/** An export that has been asked for, and one who performs it: what happens when its file stands is for the test to say. */
async function arrange() {
  const organization = await app.organization()
  const person = await app.person()
  const session = await app.signedIn(person, await app.member(organization, person))
  await makeFresh(app, session.token)
  const { id } = await session.client.exportOrganization()
  const inside = <T>(work: (tx: Tx) => Promise<T>) =>
    app.db.transaction(async (tx) => {
      await confine(tx, organization.id)
      return work(tx)
    })
  const perform = (then: () => Promise<unknown>) =>
    runJobs(
      app,
      'operation-organization-export',
      wholeOperationPerformer({
        kind: 'organization-export',
        permission: 'organization:export',
        run: async (_db, { organizationId }, _progress, now) => {
          const about = { kind: 'export', name: 'x.zip', contentType: 'application/zip' } as const
          const fileId = await inside((tx) =>
            addFile(tx, organizationId, { ...about, expiresAt: null }, Buffer.from('all'), now),
          )
          await then()
          return { done: 1, counts: {}, fileId }
        },
      }),
    )
  const stands = async () => {
    const [row] = await inside((tx) =>
      tx.query<{ status: string; files: number }>(
        sql`select status, (select count(*) from files) as files from operations where id = ${id}`,
      ),
    )
    return row
  }
  const takeOver = () =>
    inside((tx) =>
      tx.query(
        sql`update operations set state = '{"attempt": "of another process"}' where id = ${id}`,
      ),
    )
  return { ...session, id, perform, stands, takeOver }
}

test('OR4: what was made for somebody who cancelled at the last moment is thrown away', async () => {
  const { client, id, perform, stands } = await arrange()
  await perform(() => client.cancelOperation({ params: { operationId: id } }))
  expect(await stands()).toEqual({ status: 'cancelled', files: 0 })
})

test('OR4: whoever was overtaken by another process leaves its file and its operation alone', async () => {
  const made = await arrange()
  await made.perform(made.takeOver)
  expect(await made.stands()).toEqual({ status: 'running', files: 0 })

  const failing = await arrange()
  await failing.perform(async () => {
    await failing.takeOver()
    throw new Error('the file was taken away by the other one')
  })
  expect((await failing.stands())?.status).toBe('running')
})
