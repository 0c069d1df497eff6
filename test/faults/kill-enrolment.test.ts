import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Secret, TOTP } from 'otpauth'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiError, type Client, createClient } from '#api/client.ts'
import { type Foyer, startFoyer } from '#e2e/foyer.ts'
import { type Database, openDatabase } from '#server/platform/database.ts'
import { joinEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'

// The built server, and a kill -9 between two steps of somebody's way in, or while their authenticator is being confirmed.

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

async function withOwner<T>(work: (owner: Database) => Promise<T>): Promise<T> {
  const { ownerUrl } = await joinEmbeddedPostgres(folder)
  const owner = openDatabase({ connectionString: ownerUrl, poolSize: 1 })
  try {
    return await work(owner)
  } finally {
    await owner.close()
  }
}

interface Account {
  email: string
  password: string
}

/** Signs in, proves the mailbox, and begins to set up an authenticator: a code is all that is missing then. */
async function begin({ email, password }: Account) {
  const first = await clientWith().signIn({ body: { email, password, transport: 'bearer' } })
  let token = first.outcome === 'entered' ? first.token : first.pendingToken
  await clientWith(token).sendEmailCode()
  const code = await withOwner((owner) =>
    owner.transaction(async (tx) => {
      const [mail] = await tx.query<{
        code: string
      }>(sql`select "values" ->> 'token' as code from mails
        where recipient = ${email} and template = 'email-code' order by created_at desc, id desc limit 1`)
      return mail?.code ?? ''
    }),
  )
  const proved = await clientWith(token).proveEmailCode({ body: { code } })
  token = proved.pendingToken ?? token
  const { secret } = await clientWith(token).startEnrolment()
  return { email, token, code: new TOTP({ secret: Secret.fromBase32(secret) }).generate() }
}

/** What stands of each: authenticator, recovery codes, the enrolment that was begun, and the proof. */
const findStanding = (emails: readonly string[]) =>
  withOwner((owner) =>
    owner.transaction((tx) =>
      tx.query<{
        email: string
        enrolled: boolean
        codes: number
        begun: number
        proved: number
      }>(sql`
        select i.email, exists (select from authenticators a where a.identity_id = i.id) as enrolled,
          (select count(*) from recovery_codes c where c.identity_id = i.id)::int as codes,
          (select count(*) from enrolments e join logins l on l.id = e.login_id where l.identity_id = i.id)::int as begun,
          (select count(*) from evidence e join logins l on l.id = e.login_id
            where l.identity_id = i.id and e.kind = 'totp')::int as proved
        from identities i where i.email = any (${emails})`),
    ),
  )

/** As if nothing had been: for the next round. */
const forget = (emails: readonly string[]) =>
  withOwner((owner) =>
    owner.transaction(async (tx) => {
      const of = sql`identity_id in (select id from identities where email = any (${emails}))`
      await tx.query(sql`delete from authenticators where ${of}`)
      await tx.query(sql`delete from recovery_codes where ${of}`)
      await tx.query(sql`delete from email_codes where ${of}`)
      await tx.query(sql`delete from logins where ${of}`)
    }),
  )

test('SW5: kill -9 between the last proof and the switch costs nothing: what was proved still opens', async () => {
  const accounts = (await clientWith().getAbout()).demo?.accounts ?? []
  const { email, password } = accounts[0] as Account
  const first = await clientWith().signIn({ body: { email, password, transport: 'bearer' } })
  const before = first.outcome === 'entered' ? first.token : first.pendingToken
  const rows = (await clientWith(before).listMyOrganizations()).organizations
  const target = rows.find((row) => row.requires.length === 0)
  if (!target) throw new Error('no door of the demo opens')
  const proved = await clientWith(before).provePassword({ body: { password } })
  const token = proved.pendingToken ?? before
  foyer.process.kill('SIGKILL')
  foyer = await startFoyer({ folder })
  const outcome = await clientWith(token).switchOrganization({
    body: { memberId: target.memberId },
  })
  expect(outcome.outcome).toBe('entered')
})

test('DR4: kill -9 while an authenticator is confirmed leaves it with ten recovery codes, or nothing at all', async () => {
  const demo = (await clientWith().getAbout()).demo?.accounts ?? []
  const standing = await findStanding(demo.map(({ email }) => email))
  const accounts = demo.filter(({ email }) =>
    standing.some((one) => one.email === email && !one.enrolled),
  )
  expect(accounts.length).toBeGreaterThan(2)
  const emails = accounts.slice(0, 3).map(({ email }) => email)
  let whole = 0
  let none = 0
  const until = Date.now() + 40_000
  for (
    let round = 0;
    (round < 6 && Date.now() < until) || (round < 40 && (whole === 0 || none === 0));
    round++
  ) {
    const begun = await Promise.all(accounts.slice(0, 3).map(begin))
    const told = begun.map(({ token, code }) =>
      clientWith(token)
        .confirmEnrolment({ body: { code } })
        .then(
          ({ recoveryCodes }) => recoveryCodes.length,
          (error: unknown) => {
            // One that is overloaded says so, and has promised nothing.
            if (error instanceof ApiError && error.problem.status !== 503) throw error
            return 0
          },
        ),
    )
    // The ten hashes take long; the commit comes right after them. Each round comes a little later.
    await Promise.race([
      sleep(60 + (round % 12) * 140),
      Promise.race(told).then(() => sleep(round % 3)),
    ])
    foyer.process.kill('SIGKILL')
    const answers = await Promise.all(told)
    foyer = await startFoyer({ folder })

    for (const one of await findStanding(emails)) {
      // Enrolled: ten codes, nothing begun any more, and proved. Else: nothing, and what was begun goes on.
      const expected = one.enrolled ? [10, 0, 1] : [0, 1, 0]
      expect([one.codes, one.begun, one.proved], one.email).toEqual(expected)
      if (one.enrolled) whole++
      else none++
      // Nobody was told of codes that do not stand.
      const answer = answers[begun.findIndex(({ email }) => email === one.email)]
      if (answer === 10) expect(one.enrolled).toBe(true)
    }
    await forget(emails)
  }
  // Else the blow never fell on both sides of the commit.
  expect([whole, none].every((count) => count > 0)).toBe(true)
})
