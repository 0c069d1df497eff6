import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LoginId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { createKeyRing, type Sealed, unseal } from '#server/platform/seal.ts'
import { startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import { newSeed } from './authenticator.ts'
import { endEnrolment, endEnrolmentsOf, findEnrolment, startEnrolmentOf } from './enrolment.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const ring = createKeyRing(Buffer.alloc(32, 7))
const start = new Date()
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const run = <T>(work: (tx: Tx) => Promise<T>) => app.db.transaction(work)

/** A log-in of somebody, and what it does with the authenticator that it sets up. */
async function aLogin({ id: identityId }: TestPerson) {
  const [login] = await app.owner.transaction((tx) =>
    tx.query<{ id: LoginId }>(
      sql`insert into logins (identity_id, transport, created_at) values (${identityId}, 'bearer', ${start}) returning id`,
    ),
  )
  const loginId = login?.id as LoginId
  const find = (seconds = 0) => run((tx) => findEnrolment(tx, loginId, after(seconds)))
  return {
    find,
    begin: async (seed = newSeed()) => {
      await run((tx) => startEnrolmentOf(tx, ring, { loginId, identityId }, seed, start))
      return (await find()) as Sealed
    },
    end: (enrolment: Sealed) => run((tx) => endEnrolment(tx, loginId, enrolment)),
  }
}

test('DR4: an enrolment lasts ten minutes, is replaced by the next, and is used up once', async () => {
  const person = await app.person()
  const { begin, find, end } = await aLogin(person)
  expect(await find()).toBeNull()
  const [first, seed] = [await begin(), newSeed()]
  const second = await begin(seed)
  expect(unseal(ring, second, person.id)).toEqual(seed)
  expect(await find(599.999)).toEqual(second)
  expect(await find(600)).toBeNull()
  expect(await end(first)).toBe(false)
  expect(await end(second)).toBe(true)
  expect(await end(second)).toBe(false)
})

test('DR4: whose authenticator is reset keeps nothing that was begun, in whatever log-in; others do', async () => {
  const [person, other] = [await app.person(), await app.person()]
  const [one, two, elsewhere] = [await aLogin(person), await aLogin(person), await aLogin(other)]
  for (const { begin } of [one, two, elsewhere]) await begin()
  await run((tx) => endEnrolmentsOf(tx, person.id))
  expect([await one.find(), await two.find()]).toEqual([null, null])
  expect(await elsewhere.find()).not.toBeNull()
})
