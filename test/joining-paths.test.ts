import { randomUUID } from 'node:crypto'
import sql, { type Sql } from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import type { MemberId } from '#api/common.ts'
import {
  isJoining,
  type JoinDecision,
  mayJoin,
  notedAs,
  type PathIn,
  type Place,
  pathsIn,
  places,
  type Standing,
  standings,
  whenShut,
} from '#server/members/may-join.ts'
import { arrangeConnection, proveDomain, signInThrough } from '#test/arrange-sso.ts'
import { password, startTestApp, type TestApp, type TestPerson } from '#test/harness.ts'
import {
  begin,
  finish,
  place as hub,
  makeLink,
  openOrganization,
  refusalIn,
  refusedOf,
  rowOf,
} from '#test/joining.ts'
import { openBrowser } from '#test/open-browser.ts'
import { type OpenIdPeer, startOpenIdProvider } from '#test/peers/openid-provider.ts'
import { problemOf } from '#test/problem-of.ts'

// Every way in × every kind of person × every state of the way, over HTTP: what the rule decides is what happens (US3, US5–US8).

let app: TestApp
let closed: TestApp
let provider: OpenIdPeer
beforeAll(async () => {
  app = await startTestApp(undefined, { peerAddress: () => null })
  closed = await startTestApp(app.urls, { peerAddress: () => null, signUp: false })
  provider = await startOpenIdProvider()
})
afterAll(async () => {
  await provider.stop()
  await closed.stop()
  await app.stop()
})

type Target = Awaited<ReturnType<typeof openOrganization>>
interface Comer extends TestPerson {
  memberId: MemberId
}

const write = (statement: Sql) => app.owner.transaction((tx) => tx.query(statement))

/** Somebody who stands so to the organization. For signing up, whose question is an account, one without has proved nothing. */
async function comerOf(
  path: PathIn,
  { organization }: Target,
  standing: Standing,
  elsewhere: boolean,
): Promise<Comer> {
  const person = await app.person()
  let memberId = randomUUID() as MemberId
  if (standing !== 'nobody') {
    const invited = standing.startsWith('invit')
    const status = invited ? 'invited' : (standing as 'active')
    memberId = await app.member(organization, person, { role: 'planner', status, entered: false })
    const ofMember = standing === 'invited-by-member' || path === 'accepts-member-invitation'
    if (invited && ofMember)
      await write(sql`update members set source = 'member-invited' where id = ${memberId}`)
    if (standing === 'invitation-expired')
      await write(
        sql`update members set invitation_expires_at = now() - interval '1 second' where id = ${memberId}`,
      )
  }
  if (elsewhere) await app.member(await app.organization(), person, { role: 'planner' })
  else if (path === 'sign-up')
    await write(sql`update identities set mailbox_proved_at = null where id = ${person.id}`)
  return { ...person, memberId }
}

/** How the organization is brought into a state, once it has all that a person needs to come. */
async function bringInto(place: Place, { organization: { id } }: Target, path: PathIn) {
  if (place === 'in-deletion')
    await write(
      sql`update organizations set status = 'deleting', deleting_until = now() + interval '30 days' where id = ${id}`,
    )
  if (place === 'way-off')
    await write(
      sql`update joining_rules set external_sign_up = false, members_may_invite = false where organization_id = ${id}`,
    )
  if (place === 'way-off' && path === 'single-sign-on')
    await write(sql`update connections set just_in_time = false where organization_id = ${id}`)
  if (place === 'link-revoked')
    await write(sql`update access_links set revoked_at = now() where organization_id = ${id}`)
  if (place === 'link-expired')
    await write(sql`update access_links set expires_at = now() where organization_id = ${id}`)
  if (place === 'link-used-up')
    await write(sql`update access_links set uses_max = 1, uses = 1 where organization_id = ${id}`)
  if (place === 'domain-not-listed') {
    await write(
      sql`update access_links set domains = '{acme.example}' where organization_id = ${id}`,
    )
    await write(sql`delete from domains where organization_id = ${id}`)
  }
}

const pendingOf = async ({ email }: Comer): Promise<Client> => {
  const outcome = await app.clientWith().signIn({ body: { email, password, transport: 'bearer' } })
  return app.clientWith(outcome.outcome === 'entered' ? outcome.token : outcome.pendingToken)
}

const done = 'done'
const inTheTable = { join: done, 'join-anew': done, 'already-a-member': 'already-a-member' }

interface Way {
  /** Readies whatever the person needs, and gives what comes by it in the end. */
  prepare: (target: Target, comer: Comer, place: Place) => Promise<() => Promise<string>>
  /** What each decision looks like from outside. */
  says: Partial<Record<JoinDecision, string>>
}

const ways: Record<PathIn, Way> = {
  'administrator-adds': {
    prepare:
      async ({ client, organization }, { email }) =>
      () =>
        refusalIn(client.addUser({ body: { email, roleId: organization.roles.planner } })),
    says: { ...inTheTable, 'nothing-here': 'not-signed-in' },
  },
  'administrator-invites': {
    prepare:
      async ({ client, organization }, { email }) =>
      () =>
        refusalIn(client.inviteUser({ body: { email, roleId: organization.roles.planner } })),
    says: { ...inTheTable, 'nothing-here': 'not-signed-in' },
  },
  'administrator-imports': {
    prepare:
      async ({ client, organization }, { email }) =>
      async () => {
        const upload = new Blob([`email,first name\n${email},Renamed\n`], { type: 'text/csv' })
        const call = (async () => {
          const { id: importId } = await client.createUserImport({ query: {}, upload })
          const body = { roleId: organization.roles.planner }
          return client.previewUserImport({ params: { importId }, body })
        })()
        const refusal = await refusalIn(call)
        return refusal === done ? ((await call).rows[0]?.outcome ?? 'nothing') : refusal
      },
    says: { join: 'add', 'join-anew': 'add', update: 'update', 'nothing-here': 'not-signed-in' },
  },
  'accepts-invitation': {
    prepare: async (_, comer) => {
      const client = await pendingOf(comer)
      return () => refusalIn(client.acceptInvitation({ params: { memberId: comer.memberId } }))
    },
    says: { join: done, 'nothing-here': 'not-found' },
  },
  'member-invites': {
    prepare: async ({ organization }, { email }) => {
      const person = await app.person()
      const memberId = await app.member(organization, person, { role: 'field_user' })
      const { client } = await app.signedIn(person, memberId)
      return () => refusalIn(client.inviteColleague({ body: { email } }))
    },
    says: { ...inTheTable, 'nothing-here': 'not-signed-in', 'way-off': 'inviting-is-off' },
  },
  'accepts-member-invitation': {
    prepare: async (_, comer) => {
      const client = await pendingOf(comer)
      return () => refusalIn(client.acceptInvitation({ params: { memberId: comer.memberId } }))
    },
    says: {
      join: done,
      'nothing-here': 'not-found',
      'not-possible': 'not-possible',
      'registered-elsewhere': 'registered-elsewhere',
    },
  },
  'access-link': {
    prepare: async ({ client }, { email }) => {
      const link = await makeLink(client)
      const { joiningToken, code } = await begin(app, email, link.token)
      const body = { joiningToken, code: code ?? '' }
      return () => refusalIn(app.clientWith().proveJoining({ body }))
    },
    says: {
      join: done,
      'join-anew': done,
      'already-a-member': 'already-a-member',
      'invited-already': 'invited-already',
      'not-possible': 'not-possible',
      'registered-elsewhere': 'registered-elsewhere',
      'nothing-here': 'link-not-valid',
      'link-used-up': 'link-used-up',
      'domain-not-listed': 'domain-not-listed',
    },
  },
  'single-sign-on': {
    prepare: async ({ organization }, { email }) => {
      const domain = `d-${randomUUID().slice(0, 8)}.example`
      const address = email.replace(/@.*/, `@${domain}`)
      await write(sql`update identities set email = ${address} where email = ${email}`)
      await write(sql`update members set email = ${address} where email = ${email}`)
      await proveDomain(app, organization, domain)
      const connection = await arrangeConnection(
        app,
        provider,
        { justInTime: true },
        { organization },
      )
      const account = `a-${randomUUID().slice(0, 8)}`
      provider.accounts.set(account, { claims: { email: address, email_verified: true } })
      return async () => {
        const through = signInThrough(openBrowser(app), provider, connection, { account })
        const problem = await problemOf(through)
        if (problem) return problem.errors?.[0]?.code ?? problem.type
        return (await rowOf(app, organization, address))?.source ?? 'nobody'
      }
    },
    says: {
      join: 'single-sign-on',
      'join-anew': 'single-sign-on',
      'registered-elsewhere': 'not-a-member',
      'way-off': 'not-a-member',
      'domain-not-listed': 'not-a-member',
      'nothing-here': '/problems/not-found',
    },
  },
  'sign-up': {
    prepare: async (_, { email }, place) => {
      const { joiningToken, code } = await begin(app, email, null)
      return async () => {
        const server = place === 'way-off' ? closed : app
        const body = { joiningToken, code: code ?? 'none' }
        const proved = await refusalIn(server.clientWith().proveJoining({ body }))
        const organization = { name: `Founded ${randomUUID()}`, hub }
        return proved === done ? refusalIn(finish(app, joiningToken, { organization })) : proved
      }
    },
    // Its mail says that there is an account, and has no code.
    says: { join: done, 'registered-elsewhere': 'wrong-code', 'way-off': 'sign-up-is-off' },
  },
}

interface Case {
  path: PathIn
  standing: Standing
  elsewhere: boolean
  place: Place
}

/** Who finds a way shut: whoever could come by it. */
const beforeShut: Partial<Record<PathIn, Standing>> = {
  'accepts-invitation': 'invited',
  'accepts-member-invitation': 'invited-by-member',
}

/** Whose invitation it is says by which of the two ways it is accepted. */
const cannotBe = ({ path, standing }: Pick<Case, 'path' | 'standing'>) =>
  (path === 'accepts-invitation' && standing === 'invited-by-member') ||
  (path === 'accepts-member-invitation' && standing === 'invited')

const cases: Case[] = pathsIn.flatMap((path) => [
  ...standings
    .filter((standing) => !cannotBe({ path, standing }))
    .flatMap((standing) =>
      [false, true].map((elsewhere) => ({ path, standing, elsewhere, place: 'open' as const })),
    ),
  ...places
    .filter((place) => whenShut(path, place) !== null)
    .flatMap((place) => {
      const standing = beforeShut[path] ?? 'nobody'
      return [false, true].map((elsewhere) => ({ path, standing, elsewhere, place }))
    }),
])

async function come({ path, standing, elsewhere, place }: Case) {
  const target = await openOrganization(app)
  const comer = await comerOf(path, target, standing, elsewhere)
  const attempt = await ways[path].prepare(target, comer, place)
  await bringInto(place, target, path)
  return { target, comer, said: await attempt() }
}

describe.each(pathsIn)('%s', (path) => {
  test.each(cases.filter((one) => one.path === path))(
    '$standing, elsewhere: $elsewhere, $place',
    { timeout: 60_000 },
    async (one) => {
      const { standing, elsewhere, place } = one
      const decision = mayJoin(path, { standing, registeredElsewhere: elsewhere, place })
      const { target, comer, said } = await come(one)
      // Who has a row is linked to it or refused by single sign-on's own rules, which have a test of their own.
      const expected = ways[path].says[decision]
      if (expected === undefined) {
        expect([path, decision]).toEqual(['single-sign-on', 'already-a-member'])
        expect(await rowOf(app, target.organization, comer.email)).not.toMatchObject({
          source: 'single-sign-on',
        })
        return
      }
      expect(said).toBe(expected)
      if (place === 'in-deletion' || path === 'sign-up' || path === 'single-sign-on') return
      const noted = await refusedOf(target.client, comer.email)
      const byAdministrator = path.startsWith('administrator') || path === 'member-invites'
      const reason = byAdministrator ? null : notedAs(decision, standing)
      expect(noted?.reason ?? null).toBe(reason)
      if (!isJoining(decision) && path !== 'administrator-imports') {
        const row = await rowOf(app, target.organization, comer.email)
        expect(row === null).toBe(standing === 'nobody')
      }
    },
  )
})
