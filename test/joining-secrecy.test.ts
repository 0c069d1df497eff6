import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { problems } from '#api/problem.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { begin, finish, makeLink, newEmail, openOrganization, place, prove } from '#test/joining.ts'

// LG1, PR4: before a mailbox is proved nothing tells whose it is, and afterwards nothing tells where else somebody is.

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

const planted = 'Zebrawood Secret Ltd'

/** People of every kind, none of whom an answer may tell from somebody unknown. */
async function everyKind(): Promise<Record<string, string>> {
  const elsewhere = await app.organization({ name: planted })
  const kinds: Record<string, string> = { unknown: newEmail() }
  for (const status of ['active', 'registering', 'suspended', 'invited'] as const) {
    const person = await app.person()
    await app.member(elsewhere, person, { status, role: 'planner', firstName: 'Zebrawood' })
    kinds[status] = person.email
  }
  kinds.nowhere = (await app.person()).email
  const unproved = await app.person()
  await app.owner.transaction((tx) =>
    tx.query(sql`update identities set mailbox_proved_at = null where id = ${unproved.id}`),
  )
  return { ...kinds, unproved: unproved.email }
}

/** The statements that a call sends, and what it answers, without what is random in it. */
async function watch(call: () => Promise<unknown>) {
  const { transaction } = app.db
  const statements: string[] = []
  app.db.transaction = (work, head) =>
    transaction((tx, rows) => {
      const query = <Row extends object>(statement: Sql) => {
        statements.push(statement.text)
        return tx.query<Row>(statement)
      }
      return work({ ...tx, query }, rows)
    }, head)
  try {
    const answer = await call().then(
      (value) => value,
      (error: { problem: object }) => ({ ...error.problem, instance: '' }),
    )
    return { statements, answer: JSON.stringify(answer) }
  } finally {
    app.db.transaction = transaction
  }
}
const withoutChance = (text: string, email: string) =>
  text
    .replaceAll(email, 'E')
    .replaceAll(/fyj_[\w-]{43}/g, 'T')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'at')

test.each(['sign-up', 'access-link'])(
  'LG1: beginning by %s answers the same, by the same statements, for everybody, and so does a wrong code',
  async (way) => {
    const { client } = await openOrganization(app)
    const accessLink = way === 'sign-up' ? null : (await makeLink(client)).token
    const seen: Record<string, unknown> = {}
    for (const [kind, email] of Object.entries(await everyKind())) {
      let joiningToken = ''
      const begun = await watch(async () => {
        const answer = await app.clientWith().startJoining({ body: { email, accessLink } })
        joiningToken = answer.joiningToken
        return answer
      })
      const guessed = await watch(() =>
        app.clientWith().proveJoining({ body: { joiningToken, code: 'wrong' } }),
      )
      const again = await watch(() =>
        app.clientWith().startJoining({ body: { email, accessLink } }),
      )
      seen[kind] = [begun, guessed, again].map(({ statements, answer }) => ({
        statements,
        answer: withoutChance(answer, email).replace(/"retryAfterSeconds":\d+/, ''),
      }))
    }
    for (const one of Object.values(seen)) expect(one).toEqual(seen.unknown)
    expect(JSON.stringify(seen)).toContain('wrong-code')
    expect(JSON.stringify(seen)).toContain('too-many-requests')
    expect(JSON.stringify(seen)).not.toContain('join-refused')
  },
)

test('PR4: a member who invites is told the same, by the same work, whoever it is', async () => {
  const { client } = await openOrganization(app)
  const seen = []
  for (const email of Object.values(await everyKind())) {
    const { statements, answer } = await watch(() => client.inviteColleague({ body: { email } }))
    seen.push({ statements, answer: withoutChance(answer, email) })
  }
  for (const one of seen) expect(one).toEqual(seen[0])
})

/** All that an organization's administrators can read, and all that was mailed to anybody about it. */
async function everythingOf(client: Client, { id }: TestOrganization, email: string) {
  const rows = await app.owner.transaction(async (tx) => [
    await tx.query(sql`select to_jsonb(e) from audit_events e where organization_id = ${id}`),
    await tx.query(sql`select to_jsonb(r) from refused_joins r where organization_id = ${id}`),
    await tx.query(sql`select to_jsonb(m) from members m where organization_id = ${id}`),
    await tx.query(
      sql`select to_jsonb(m) from mails m where organization_id = ${id} or recipient = ${email}`,
    ),
    await tx.query(sql`select to_jsonb(j) from joinings j where email = ${email}`),
  ])
  const read = [
    await client.listRefusedJoins(),
    await client.listUsers({ query: {} }),
    await client.listAccessLinks(),
    await client.listAuditEvents({ query: { limit: 100 } }),
  ]
  return JSON.stringify([rows, read])
}

test('PR4: joining and being refused by every way tells nowhere which other organization there is', async () => {
  const elsewhere = await app.organization({ name: planted })
  const { client, organization } = await openOrganization(app)
  const link = await makeLink(client)
  const told: string[] = []
  const tell = async (email: string, call: Promise<unknown>) => {
    const answer = await call.catch((error: { problem?: object }) => error.problem ?? String(error))
    told.push(JSON.stringify(answer))
    // At each step: what is settled later stands there until then.
    told.push(await everythingOf(client, organization, email))
    return answer
  }
  for (const status of ['active', 'registering', 'suspended', 'invited'] as const) {
    const person = await app.person()
    const { email } = person
    const memberIdThere = await app.member(elsewhere, person, {
      status,
      role: 'planner',
      firstName: 'Zebrawood',
    })
    await tell(email, prove(app, email, link.token))
    await app.owner.transaction((tx) => tx.query(sql`delete from joinings where email = ${email}`))
    const signingUp = await begin(app, email, null)
    await tell(
      email,
      app.clientWith().proveJoining({ body: { joiningToken: signingUp.joiningToken, code: '' } }),
    )
    await tell(
      email,
      finish(app, signingUp.joiningToken, { organization: { name: 'Mine now', hub: place } }),
    )
    await tell(email, client.inviteColleague({ body: { email } }))
    const [invited] = (await client.listUsers({ query: { q: email } })).items
    const outcome = await app
      .clientWith()
      .signIn({ body: { email, password, transport: 'bearer' } })
    const pending = app.clientWith(
      outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken,
    )
    if (invited) await tell(email, pending.acceptInvitation({ params: { memberId: invited.id } }))
    await tell(email, client.inviteUser({ body: { email, roleId: organization.roles.planner } }))
    await tell(email, client.addUser({ body: { email, roleId: organization.roles.planner } }))
    const found = (await client.listRefusedJoins()).items.find((one) => one.email === email)
    if (found)
      await tell(email, client.addRefusedJoin({ params: { refusedId: found.id }, body: {} }))
    const all = told.join('\n')
    for (const word of ['Zebrawood', elsewhere.slug, elsewhere.id, memberIdThere])
      expect(all).not.toContain(word)
  }
  // The search itself finds what is there.
  expect(told.join('\n')).toContain(problems['join-refused'].title)
  expect(await everythingOf(client, organization, '')).toContain(organization.id)
})
