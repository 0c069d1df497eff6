import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LoginId } from '#api/common.ts'
import { Problem } from '#api/problem.ts'
import type { Tx } from '#server/platform/database.ts'
import { otherCode } from '#test/factors.ts'
import { startTestApp, type TestApp } from '#test/harness.ts'
import { createEmailCode, endEmailCodes, findWaitingEmailCode, tryEmailCode } from './email-code.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const start = new Date()
const after = (seconds: number) => new Date(start.getTime() + seconds * 1000)
const refused = { ok: false }

/** A log-in of somebody new, and what it does with codes at seconds from the beginning. */
async function aLogin() {
  const person = await app.person()
  const { identityId, sentTo } = { identityId: person.id, sentTo: person.email }
  const [login] = await app.owner.transaction((tx) =>
    tx.query<{ id: LoginId }>(
      sql`insert into logins (identity_id, transport, created_at) values (${identityId}, 'bearer', ${start}) returning id`,
    ),
  )
  const of = { identityId, loginId: login?.id as LoginId, purpose: 'mailbox' } as const
  const key = app.settings.secretKey
  const run = <T>(work: (tx: Tx) => Promise<T>) => app.db.transaction(work)
  return {
    sentTo,
    create: async (seconds = 0) => {
      const made = await run((tx) => createEmailCode(tx, key, { ...of, sentTo }, after(seconds)))
      if (made instanceof Problem) throw made
      return made.code
    },
    attempt: (code: string, seconds = 1, purpose: 'mailbox' | 'new-mailbox' = 'mailbox') =>
      run((tx) => tryEmailCode(tx, key, { ...of, purpose }, code, after(seconds))),
    waiting: (seconds = 1) => run((tx) => findWaitingEmailCode(tx, of, after(seconds))),
    end: (seconds = 1) => run((tx) => endEmailCodes(tx, identityId, after(seconds))),
  }
}

describe('DR5: a mailed code', () => {
  test('is right once, and says what it proves', async () => {
    const { create, attempt, waiting, sentTo } = await aLogin()
    const code = await create()
    expect(await waiting()).toEqual({ sentTo, expiresAt: after(600) })
    expect(await attempt(otherCode(code))).toEqual(refused)
    expect(await attempt(code)).toEqual({ ok: true, sentTo, createdAt: start })
    expect(await attempt(code)).toEqual(refused)
    expect(await waiting()).toBeNull()
  })

  test('proves nothing where none was sent, or for something else', async () => {
    const { create, attempt, waiting } = await aLogin()
    expect(await waiting()).toBeNull()
    expect(await attempt('123456')).toEqual(refused)
    expect(await attempt(await create(), 1, 'new-mailbox')).toEqual(refused)
  })

  test('proves nothing after ten minutes', async () => {
    const { create, attempt, waiting } = await aLogin()
    const code = await create()
    expect(await waiting(600)).toBeNull()
    expect(await attempt(code, 600)).toEqual(refused)
    expect(await waiting(599.999)).not.toBeNull()
    expect(await attempt(code, 599.999)).toMatchObject({ ok: true })
  })

  test('proves nothing after five wrong tries', async () => {
    const { create, attempt, waiting } = await aLogin()
    const code = await create()
    for (let n = 0; n < 5; n++) {
      expect(await waiting()).not.toBeNull()
      expect(await attempt(otherCode(code))).toEqual(refused)
    }
    expect(await waiting()).toBeNull()
    expect(await attempt(code)).toEqual(refused)
  })

  test('proves nothing once a newer one was sent, and none once all were ended', async () => {
    const { create, attempt, waiting, end } = await aLogin()
    const [first, second] = [await create(), await create(60)]
    if (first !== second) expect(await attempt(first, 61)).toEqual(refused)
    await end(61)
    expect(await waiting(61)).toBeNull()
    expect(await attempt(second, 61)).toEqual(refused)
    expect(await attempt(await create(120), 121)).toMatchObject({ ok: true })
  })
})
