import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberId } from '#api/common.ts'
import type { Route } from '#api/route.ts'
import type { Outcome } from '#api/sessions.ts'
import { enrol, makeFresh, setHome } from '#test/arrange-identity.ts'
import {
  startTestApp,
  type TestApp,
  type TestOrganization,
  type TestPerson,
} from '#test/harness.ts'
import { exampleBody, operations, send, shapeOf, unknownId } from '#test/requests.ts'

// Somebody in A and in B. Whatever A's administrators do about them, by whichever route, B is none of theirs.

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
})
afterAll(() => app.stop())

type Home = 'A' | 'B' | 'nowhere'

interface Fixture {
  a: TestOrganization
  hubInA: string
  person: TestPerson
  inA: MemberId
  inB: MemberId
  sessionInB: Awaited<ReturnType<TestApp['signedIn']>>
}

async function compose(home: Home, a: TestOrganization, b: TestOrganization): Promise<Fixture> {
  const person = await app.person()
  const inA = await app.member(a, person, { role: 'planner' })
  const inB = await app.member(b, person, { role: 'planner' })
  await enrol(app, person)
  await setHome(app, person, { A: a, B: b, nowhere: null }[home])
  const sessionInB = await app.signedIn(person, inB)
  return { a, hubInA: await app.hub(a), person, inA, inB, sessionInB }
}

/** All by which the person signs in anywhere, and what they have in B: as JSON, so that any change shows. */
const stateOf = ({ person, inB }: Fixture) =>
  app.owner.transaction(async (tx) => {
    const tables: Record<string, string> = {
      identities: 'select * from identities where id = $id',
      passwords: 'select * from passwords where identity_id = $id',
      old_passwords: 'select * from old_passwords where identity_id = $id',
      authenticators: 'select * from authenticators where identity_id = $id',
      recovery_codes: 'select * from recovery_codes where identity_id = $id order by hash',
      email_changes: 'select * from email_changes where identity_id = $id',
      email_codes: 'select * from email_codes where identity_id = $id',
      logins: 'select * from logins where identity_id = $id',
      evidence:
        'select * from evidence where login_id in (select id from logins where identity_id = $id) order by kind',
      enrolments:
        'select * from enrolments where login_id in (select id from logins where identity_id = $id)',
      sessions: 'select id, ended_at from sessions where member_id = $member order by id',
      members: 'select * from members where id = $member',
    }
    const state: Record<string, unknown> = {}
    for (const [table, select] of Object.entries(tables)) {
      const statement = select.replaceAll('$id', `'${person.id}'`).replaceAll('$member', `'${inB}'`)
      const rows = await tx.query<{ row: object }>(
        sql([`select to_jsonb(t) as row from (${statement}) t`]),
      )
      state[table] = rows.map(({ row }) => row)
    }
    return state
  })

const marker = 'the-person@example.test'
/** A body about somebody: by id wherever one is asked for, by address, and in each variant of its choices. */
function bodiesAbout(route: Route, { a, hubInA, person, inA }: Fixture): unknown[] {
  if (!route.body) return [undefined]
  const idOf = (field: string) =>
    /role/i.test(field)
      ? a.roles.planner
      : /hub/i.test(field)
        ? hubInA
        : /flow|task/i.test(field)
          ? unknownId
          : inA
  const text = JSON.stringify(exampleBody(route, idOf))
  const body = JSON.parse(text.replaceAll('somebody@example.test', person.email)) as object
  const choices = Object.entries(shapeOf(route.body).properties ?? {})
  return [
    body,
    ...choices.flatMap(([name, { enum: values = [] }]) =>
      values.slice(1).map((value) => ({ ...body, [name]: value })),
    ),
  ]
}

const fields = (route: Route) =>
  JSON.stringify(exampleBody(route, (field) => `id:${field}`) ?? '').replaceAll(
    'somebody@example.test',
    marker,
  )
/** Everything that can be said about a person: by the path, by an id or by the address in the body. */
const about = operations
  .filter(
    ([, route]) =>
      route.path.includes(':memberId') ||
      /id:\w*(member|assignee|user)/i.test(fields(route)) ||
      fields(route).includes(marker),
  )
  // Last what takes the administrator's own role away.
  .sort(
    ([one], [other]) => Number(one === 'handOverOwnership') - Number(other === 'handOverOwnership'),
  )

test('the loop below knows the routes that matter', () => {
  const names = about.map(([name]) => name)
  for (const name of [
    'resetUserPassword',
    'resetUserAuthenticator',
    'unlockUser',
    'getUserSecurity',
    'suspendUser',
    'updateUser',
    'addUser',
    'inviteUser',
    'assignTasks',
    'forgotPassword',
    'nameHome',
  ])
    expect(names).toContain(name)
})

const missingAt = (outcome: Outcome) => ('missing' in outcome ? outcome.missing : [])
/** Of a door that opened or one that did not. */
const clientOf = (outcome: Outcome) =>
  app.clientWith(outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken)

describe('PW3, PR4: a person in A and B', () => {
  test.each<[Home, 'admin' | 'owner']>([
    ['B', 'owner'],
    ['nowhere', 'admin'],
    ['A', 'owner'],
  ])(
    'at home: %s. No route of A, as its %s, touches password, factors, evidence, home, or what is theirs in B',
    async (home, role) => {
      const [a, b] = [await app.organization(), await app.organization()]
      const administrator = await app.person()
      const { token } = await app.signedIn(
        administrator,
        await app.member(a, administrator, { role }),
      )
      // Somebody else owns A as well, so that nothing is refused for that.
      await app.member(a, await app.person())
      await makeFresh(app, token)
      for (const [name, route] of about) {
        const fixture = await compose(home, a, b)
        for (const body of bodiesAbout(route, fixture)) {
          const what = `${name} ${JSON.stringify(body)}`
          const temporary = name === 'resetUserPassword' && what.includes('temporary')
          if (temporary && home === 'A') continue
          const before = await stateOf(fixture)
          const params = { memberId: fixture.inA }
          const answer = await send(app.fetch, route, { params, body, token })
          expect(await stateOf(fixture), what).toEqual(before)
          const { email } = await fixture.sessionInB.client.getSession()
          expect(email, what).toBe(fixture.person.email)
          // Not a word of B, nor of its own existence.
          for (const secret of [b.id, b.name, b.slug, fixture.inB])
            expect(answer.text, what).not.toContain(secret)
          if (!/^(reset|unlock)User/.test(name)) continue
          if (home === 'A') expect(answer.status, what).toBeLessThan(300)
          else expect(answer.json, what).toMatchObject({ type: '/problems/home-elsewhere' })
        }
      }
    },
  )
})

test('PW4: and what the home alone can do, a temporary password, does not open B before the mailbox is proved', async () => {
  const [a, b] = [await app.organization(), await app.organization()]
  const administrator = await app.person()
  const { client } = await app.signedIn(
    administrator,
    await app.member(a, administrator, { role: 'owner' }),
  )
  const fixture = await compose('A', a, b)
  const { person, inA, inB } = fixture
  const before = await stateOf(fixture)
  const params = { memberId: inA }
  await client.resetUserAuthenticator({ params })
  await client.unlockUser({ params })
  const { temporaryPassword } = await client.resetUserPassword({
    params,
    body: { method: 'temporary' },
  })
  const after = await stateOf(fixture)
  for (const table of ['authenticators', 'recovery_codes', 'email_changes', 'members'])
    expect(after[table], table).toEqual(before[table])

  const signIn = async (password: string) =>
    clientOf(
      await app
        .clientWith()
        .signIn({ body: { email: person.email, password, transport: 'bearer' } }),
    )
  const tryB = async (from: ReturnType<TestApp['clientWith']>) =>
    missingAt(await from.switchOrganization({ body: { memberId: inB } }))
  const doubt = [expect.objectContaining({ kind: 'email_otp', reason: 'mailbox-in-doubt' })]
  const first = temporaryPassword ?? ''
  expect(await tryB(await signIn(first))).toEqual(doubt)
  const atA = await (await signIn(first)).switchOrganization({ body: { memberId: inA } })
  const second = 'a sentence of the administrator 8'
  const { pendingToken } = await clientOf(atA).changePassword({
    body: { currentPassword: first, newPassword: second },
  })
  const inside = await app.clientWith(pendingToken).switchOrganization({ body: { memberId: inA } })
  expect(inside.outcome).toBe('entered')
  const session = app.clientWith('token' in inside ? inside.token : undefined)
  expect(await tryB(session)).toEqual(doubt)
  expect(await tryB(await signIn(second))).toEqual(doubt)
  // Nor once A is their home no more.
  await app.owner.transaction((tx) =>
    tx.query(sql`update identities set home_organization_id = null where id = ${person.id}`),
  )
  expect(await tryB(await signIn(second))).toEqual(doubt)
})
