import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '#test/harness.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const someone = async (role: 'owner' | 'admin' | 'planner' | 'field_user' = 'owner') => {
  const [organization, person] = [await app.organization(), await app.person()]
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}

test('OR1: settings are read and changed, and what is left out stays', async () => {
  const { client, organization } = await someone()
  const before = await client.getOrganization()
  expect(before).toEqual({
    id: organization.id,
    name: organization.name,
    slug: organization.slug,
    logoUrl: null,
    country: 'ID',
    language: 'en',
    currency: 'IDR',
    timeZone: 'Asia/Jakarta',
  })
  const after = await client.updateOrganization({
    body: { name: 'مؤسسة 🚚 Acme', currency: 'EUR' },
  })
  expect(after).toEqual({ ...before, name: 'مؤسسة 🚚 Acme', currency: 'EUR' })
  expect((await client.getSession()).organization).toMatchObject({
    name: 'مؤسسة 🚚 Acme',
    currency: 'EUR',
  })
})

test.each([
  [{ name: 'ab' }, '#/name'],
  [{ name: 'x'.repeat(101) }, '#/name'],
  [{ name: 'nul\0inside' }, '#/name'],
  [{ currency: 'ZZZ' }, '#/currency'],
  [{ language: 'tlh' }, '#/language'],
  [{ timeZone: 'Mars/Olympus' }, '#/timeZone'],
])('OR1: %j is refused at %s', async (body, pointer) => {
  const { client } = await someone()
  await expect(client.updateOrganization({ body: body as never })).rejects.toMatchObject({
    problem: { type: '/problems/invalid-request', errors: [{ pointer }] },
  })
})

test('OR1: country and slug are fixed: nobody sends them', async () => {
  const { client } = await someone()
  for (const body of [{ country: 'SG' }, { slug: 'mine' }, { status: 'deleting' }])
    await expect(client.updateOrganization({ body: body as never })).rejects.toMatchObject({
      problem: { status: 400 },
    })
})

test('OR1: a planner sees the settings and cannot change them; a field user sees nothing', async () => {
  const planner = await someone('planner')
  expect((await planner.client.getOrganization()).name).toBe(planner.organization.name)
  await expect(
    planner.client.updateOrganization({ body: { name: 'Mine now' } }),
  ).rejects.toMatchObject({
    problem: { type: '/problems/not-permitted' },
  })
  const fieldUser = await someone('field_user')
  await expect(fieldUser.client.getOrganization()).rejects.toMatchObject({
    problem: { status: 403 },
  })
})

test('PR3: a change touches no other organization', async () => {
  const [acme, globex] = [await someone(), await someone()]
  await acme.client.updateOrganization({ body: { name: 'Only Acme', timeZone: 'UTC' } })
  expect(await globex.client.getOrganization()).toMatchObject({
    name: globex.organization.name,
    timeZone: 'Asia/Jakarta',
  })
})
