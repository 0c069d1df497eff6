import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { api } from '#api/index.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'
import { migrate, readMigrations } from '#server/platform/migrate.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { operations, send, typeOf } from '#test/requests.ts'

let folder: string
let postgres: EmbeddedPostgres
let app: TestApp
const start = () => startEmbeddedPostgres({ folder, log: createLog('silent'), volatile: true })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foyer-away-'))
  await chmod(folder, 0o711)
  postgres = await start()
  await migrate(
    postgres.ownerUrl,
    await readMigrations(new URL('../../server/migrations/', import.meta.url)),
  )
  app = await startTestApp({ ...postgres, name: 'foyer' })
})
afterAll(async () => {
  await app.stop()
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

test('OP1: without its database every route answers 503, and works again once it is back', async () => {
  const inside = await app.organization()
  const who = await app.person()
  const { token } = await app.signedIn(who, await app.member(inside, who))
  const session = () => send(app.fetch, api.getSession, { token })
  expect((await session()).status).toBe(200)

  await postgres.stop()
  for (const [name, route] of operations) {
    const { json, status } = await send(app.fetch, route, { token })
    if (name === 'getAbout' && status === 200) continue
    expect([typeOf(json), status], name).toEqual(['unavailable', 503])
  }

  postgres = await start()
  expect((await session()).status).toBe(200)
  const hub = { name: 'North', address: '', latitude: 0, longitude: 0 }
  expect((await send(app.fetch, api.createHub, { token, body: hub })).status).toBe(201)
})

test('OP1: what is in mid-flight when the database dies is answered 503', async () => {
  const inside = await app.organization()
  const who = await app.person()
  const { token } = await app.signedIn(who, await app.member(inside, who))
  const under = Promise.all(
    Array.from({ length: 30 }, () => send(app.fetch, api.listMySessions, { token })),
  )
  await postgres.stop()
  for (const { status } of await under) expect([200, 503]).toContain(status)
  postgres = await start()
  expect((await send(app.fetch, api.getSession, { token })).status).toBe(200)
})
