import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import type { Client } from '#api/client.ts'
import type { Outcome } from '#api/sessions.ts'
import type { TestApp, TestOrganization } from './harness.ts'
import { mailsTo, secretIn } from './mails.ts'
import { problemOf } from './problem-of.ts'

/** What people choose who join. */
export const chosenPassword = 'an entirely different phrase 42'

export const newEmail = (domain = 'example.test') => `new-${randomUUID().slice(0, 13)}@${domain}`

/** An organization with an owner who is signed in, whose ways of joining are all open. */
export async function openOrganization(
  app: TestApp,
  values: Parameters<TestApp['organization']>[0] = {},
) {
  const organization = await app.organization(values)
  const person = await app.person()
  const memberId = await app.member(organization, person, { firstName: 'Ana' })
  const { client } = await app.signedIn(person, memberId)
  await client.updateJoiningRules({ body: { externalSignUp: true, membersMayInvite: true } })
  return { organization, person, client }
}

export async function makeLink(
  client: Client,
  body: Partial<Parameters<Client['createAccessLink']>[0]['body']> = {},
) {
  const link = await client.createAccessLink({ body: { name: 'Fair', ...body } })
  return { ...link, token: link.url.split('#')[1] ?? '' }
}

/** Begins to join, and gives the code that was mailed; a minute and more after whatever was mailed to this address before. */
export async function begin(app: TestApp, email: string, accessLink: string | null) {
  const { joiningToken } = await app.clientWith().startJoining({ body: { email, accessLink } })
  const to = email.trim().toLowerCase()
  const mails = await mailsTo(app, to)
  const sent = mails.at(-1)?.template
  const code = sent === 'joining-code' ? await secretIn(app, to, sent) : null
  return { joiningToken, code, sent }
}

/** The same, and proves the mailbox. */
export async function prove(app: TestApp, email: string, accessLink: string | null) {
  const { joiningToken, code } = await begin(app, email, accessLink)
  const proved = await app
    .clientWith()
    .proveJoining({ body: { joiningToken, code: code ?? 'none' } })
  return { joiningToken, ...proved }
}

export const place = { name: 'Monas', latitude: -6.1754, longitude: 106.8272 }

type Ending = Parameters<Client['finishJoining']>[0]['body']

export const ending = (joiningToken: string, more: Partial<Ending> = {}): Ending => ({
  joiningToken,
  password: chosenPassword,
  firstName: 'Nia',
  lastName: 'Putri',
  transport: 'bearer',
  ...more,
})

export const finish = (app: TestApp, joiningToken: string, more: Partial<Ending> = {}) =>
  app.clientWith().finishJoining({ body: ending(joiningToken, more) })

/** Joins by a link from beginning to end. */
export async function joinByLink(app: TestApp, email: string, token: string): Promise<Outcome> {
  return finish(app, (await prove(app, email, token)).joiningToken)
}

/** Signs up from beginning to end. */
export async function signUp(app: TestApp, email: string, more: Partial<Ending> = {}) {
  const { joiningToken } = await prove(app, email, null)
  const organization = { name: `Founded ${randomUUID().slice(0, 8)}`, hub: place }
  return inside(app, await finish(app, joiningToken, { organization, ...more }))
}

/** Who has entered, with a client. */
export function inside(app: TestApp, outcome: Outcome) {
  if (outcome.outcome !== 'entered') throw new Error(`expected to enter, was ${outcome.outcome}`)
  return { ...outcome, client: app.clientWith(outcome.token) }
}

/** How a call is refused: the code of `join-refused`, else the problem; `done` where it is not. */
export async function refusalIn(call: Promise<unknown>): Promise<string> {
  const problem = await problemOf(call)
  const type = problem?.type.replace('/problems/', '') ?? 'done'
  return type === 'join-refused' ? (problem?.errors?.[0]?.code ?? type) : type
}

/** Who stands how in the table of an organization. */
export const rowOf = async (app: TestApp, { id }: Pick<TestOrganization, 'id'>, email: string) =>
  (
    await app.owner.transaction((tx) =>
      tx.query<{ id: string; status: string; source: string; firstName: string }>(sql`
        select m.id, m.status, m.source, m.first_name as "firstName" from members m join identities i on i.id = m.identity_id
        where m.organization_id = ${id} and i.email = ${email}`),
    )
  )[0] ?? null

/** What administrators find in their list of refused attempts about an address. */
export const refusedOf = async (client: Client, email: string) =>
  (await client.listRefusedJoins()).items.find((one) => one.email === email) ?? null
