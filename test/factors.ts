import { TOTP } from 'otpauth'
import sql from 'sql-template-tag'
import type { Client } from '#api/client.ts'
import type { TestApp, TestPerson } from './harness.ts'

/** The newest code that was mailed to somebody. */
export async function mailedCode(app: TestApp, email: string): Promise<string> {
  const [mail] = await app.owner.transaction((tx) =>
    tx.query<{ code: string }>(sql`select "values" ->> 'token' as code from mails
      where recipient = ${email} and template = 'email-code' order by created_at desc, id desc limit 1`),
  )
  if (!mail) throw new Error(`no code was mailed to ${email}`)
  return mail.code
}

/** A code that was not mailed. */
export const otherCode = (code: string): string =>
  String((Number(code) + 1) % 1_000_000).padStart(6, '0')

/** What an authenticator shows at a time, or some steps of 30 seconds later. */
export const totpAt = (secret: string, at: Date, steps = 0): string =>
  new TOTP({ secret }).generate({ timestamp: at.getTime() + steps * 30_000 })

/** Proves the mailbox of somebody who is signed in, or signing in; answers the client to go on with. */
export async function proveMailbox(app: TestApp, client: Client, email: string): Promise<Client> {
  await client.sendEmailCode()
  const { pendingToken } = await client.proveEmailCode({
    body: { code: await mailedCode(app, email) },
  })
  return pendingToken ? app.clientWith(pendingToken) : client
}

/** Sets up an authenticator for somebody who has just signed in; its code of the present step is used thereby. */
export async function enrol(app: TestApp, before: Client, { email }: TestPerson) {
  const client = await proveMailbox(app, before, email)
  const { secret } = await client.startEnrolment()
  const now = app.clock.now ?? new Date()
  const { recoveryCodes, pendingToken } = await client.confirmEnrolment({
    body: { code: totpAt(secret, now) },
  })
  return {
    secret,
    recoveryCodes,
    client: pendingToken ? app.clientWith(pendingToken) : client,
    pendingToken,
  }
}
