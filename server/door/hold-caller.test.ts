import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createKeyRing } from '#server/platform/seal.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { untilBlocked } from '#test/until-blocked.ts'
import { useTotp } from './authenticator.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

test('DR4, LG9: a change of credentials that waited while its log-in ended does not come after that', async () => {
  const [acme, person] = [await app.organization(), await app.person()]
  const { client } = await app.signedIn(person, await app.member(acme, person))
  let answer: Promise<string> | undefined
  await app.owner.transaction(async (tx) => {
    await tx.query(sql`select from identities where id = ${person.id} for update`)
    answer = resultOf(client.startEnrolment())
    await untilBlocked(tx)
    await tx.query(sql`update logins set ended_at = now() where identity_id = ${person.id}`)
  })
  expect(await answer).toBe('not-signed-in')
})

test('DR4: no code is right of an authenticator that was removed meanwhile', async () => {
  const { id } = await app.person()
  const ring = createKeyRing(app.settings.secretKey, [])
  const used = app.db.transaction((tx) => useTotp(tx, ring, id, '123456', new Date()))
  expect(await used).toBe(false)
})
