import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { expect, inject } from 'vitest'
import { type Client, createClient } from '#api/client.ts'
import type { Language } from '#api/common.ts'
import { paths } from '#web/paths.ts'
import { type Words, wordsIn } from './words.ts'

export interface Person {
  email: string
  password: string
}

/** An organization of one journey alone, over the API, so that journeys never meet in the demo's. */
export interface Team {
  name: string
  slug: string
  owner: Person
  /** What the owner may do over the API. */
  client: Client
  /** Somebody with a proved mailbox and a password, who has entered and finished registering. */
  addPerson: (firstName: string, role?: string) => Promise<Person>
  /** By its template (`planner`) or its name. */
  roleId: (role: string) => Promise<string>
}

const password = 'seven quiet herons over the bay'
const origin = () => inject('origin')
const anonymous = () => createClient({ baseUrl: origin() })

/** Founds an organization; its owner belongs to no other one. */
export async function makeTeam(name: string, language: Language = 'en'): Promise<Team> {
  const owner = await makePerson('owner')
  const pending = await signInOverApi(owner)
  if (pending.outcome !== 'choose') throw new Error('A person without organization must choose')
  const founder = createClient({ baseUrl: origin(), token: pending.pendingToken })
  const made = await founder.createOrganization({
    body: { name, hub: { name: 'Main hub', latitude: -6.2, longitude: 106.8 } },
    idempotencyKey: randomUUID(),
  })
  if (!('session' in made) || made.session.outcome !== 'entered')
    throw new Error('The new organization was not entered')
  const client = createClient({ baseUrl: origin(), token: made.session.token })
  // Else its first hub would say which.
  await client.updateOrganization({ body: { language } })
  await client.updateMyProfile({ body: { firstName: 'Olivia', lastName: 'Owner' } })

  const roleId = async (role: string) => {
    const { items } = await client.listRoles()
    const found = items.find(({ template, name }) => template === role || name === role)
    if (!found) throw new Error(`There is no role ${role}`)
    return found.id
  }
  const addPerson: Team['addPerson'] = async (firstName, role = 'planner') => {
    const email = newEmail(firstName)
    await client.addUser({
      body: { email, firstName, lastName: 'Tester', roleId: await roleId(role) },
      idempotencyKey: randomUUID(),
    })
    const person = { email, password }
    await anonymous().setPassword({ body: { token: await findPasswordToken(email), password } })
    const { token, memberId } = await enterOverApi(person)
    if (!memberId) throw new Error(`${email} did not enter`)
    await createClient({ baseUrl: origin(), token }).completeRegistration({
      body: { firstName, lastName: 'Tester' },
    })
    return person
  }
  return { ...made.organization, owner, client, addPerson, roleId }
}

/** An identity with a password and no organization: invited by the demo's Daniel, and declined. */
async function makePerson(name: string): Promise<Person> {
  const person = { email: newEmail(name), password }
  const { accounts } = JSON.parse(inject('demo')) as { accounts: Person[] }
  const daniel = accounts.find(({ email }) => email.startsWith('daniel@'))
  if (!daniel) throw new Error('The demo has no Daniel')
  const host = createClient({ baseUrl: origin(), token: (await enterOverApi(daniel)).token })
  const { items } = await host.listRoles()
  const [role] = items.filter(({ template }) => template === 'field_user')
  const invited = await host.inviteUser({
    body: { email: person.email, roleId: role?.id ?? '' },
    idempotencyKey: randomUUID(),
  })
  const token = await findPasswordToken(person.email)
  await anonymous().setPassword({ body: { token, password } })
  await host.revokeInvitation({ params: { memberId: invited.id } })
  return person
}

const newEmail = (name: string) => `${name.toLowerCase()}-${randomUUID().slice(0, 8)}@example.com`

const signInOverApi = ({ email, password }: Person) =>
  anonymous().signIn({ body: { email, password, transport: 'bearer' } })

/** Into the only organization of somebody; one that was never entered must be chosen first (LG2). */
export async function enterOverApi(person: Person) {
  let outcome = await signInOverApi(person)
  if (outcome.outcome === 'choose')
    outcome = await createClient({
      baseUrl: origin(),
      token: outcome.pendingToken,
    }).switchOrganization({ body: { memberId: outcome.organizations[0]?.memberId ?? '' } })
  if (outcome.outcome !== 'entered') throw new Error(`${person.email} was not let in`)
  return { token: outcome.token, memberId: outcome.member.id }
}

/** The secret of the newest password link that was mailed to somebody. */
export async function findPasswordToken(email: string): Promise<string> {
  await expect.poll(() => tokenIn(email), { timeout: 30_000 }).not.toBeNull()
  return (await tokenIn(email)) ?? ''
}

async function tokenIn(email: string): Promise<string | null> {
  const { items } = await anonymous().listDevelopmentMails()
  const texts = items.filter(({ to }) => to === email).map(({ text }) => text)
  const found = texts.map((text) => /\/set-password#(\S+)/.exec(text)?.[1]).find(Boolean)
  return found ? decodeURIComponent(found) : null
}

/** Types e-mail and password on the sign-in page. */
export async function signInAs(
  page: Page,
  { email, password }: Person,
  t: Words = wordsIn('en'),
): Promise<void> {
  await page.goto(paths.signIn())
  await typeCredentials(page, { email, password }, t)
}

/** The same where one is before that page already. */
export async function typeCredentials(
  page: Page,
  { email, password }: Person,
  t: Words = wordsIn('en'),
): Promise<void> {
  await page.getByLabel(t('sign-in.email')).fill(email)
  await page.getByLabel(t('sign-in.password'), { exact: true }).fill(password)
  await page.getByRole('button', { name: t('sign-in.sign-in'), exact: true }).click()
}
