import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { queueMail } from './queue-mail.ts'

let app: TestApp
let elsewhere: TestApp

beforeAll(async () => {
  app = await startTestApp()
  elsewhere = await startTestApp(undefined, { developmentMailbox: false })
})
afterAll(async () => {
  await app.stop()
  await elsewhere.stop()
})

test('OP2: the development mailbox shows the newest mail first, at most 50', async () => {
  const to = `${randomUUID()}@example.test`
  for (let count = 0; count < 51; count++)
    await app.db.transaction((tx) =>
      queueMail(tx, { to, template: 'sign-in-locked', language: 'id', values: {} }),
    )
  const { items } = await app.clientWith().listDevelopmentMails({})
  expect(items).toHaveLength(50)
  expect(items[0]).toMatchObject({ to, subject: 'Proses masuk dikunci selama 30 menit' })
})

test('OP2: anywhere else there is no such mailbox', async () => {
  await expect(elsewhere.clientWith().listDevelopmentMails({})).rejects.toMatchObject({
    type: 'not-found',
  })
})
