import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { password, startTestApp, type TestApp } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

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
    configuration: { accent: 'indigo', weekStartsOn: 'monday', timeFormat: '24h' },
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
  [{ slug: '-mine' }, '#/slug'],
  [{ slug: 'Mine' }, '#/slug'],
  [{ configuration: { accent: 'beige' } }, '#/configuration/accent'],
])('OR1: %j is refused at %s', async (body, pointer) => {
  const { client } = await someone()
  await expect(client.updateOrganization({ body: body as never })).rejects.toMatchObject({
    problem: { type: '/problems/invalid-request', errors: [{ pointer }] },
  })
})

test('OR1: the country is fixed, and deleting is no setting: nobody sends them', async () => {
  const { client } = await someone()
  for (const body of [{ country: 'SG' }, { status: 'deleting' }, { deletingUntil: null }])
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

test('OR1: of the configuration only what is sent changes; the rest reads as is usual', async () => {
  const { client } = await someone()
  await client.updateOrganization({ body: { configuration: { accent: 'teal' } } })
  const { configuration } = await client.updateOrganization({
    body: { configuration: { timeFormat: '12h' } },
  })
  expect(configuration).toEqual({ accent: 'teal', weekStartsOn: 'monday', timeFormat: '12h' })
  expect((await client.getSession()).organization.configuration).toEqual(configuration)
})

test('CR4: the configuration comes along when settings are copied', async () => {
  const { client } = await someone()
  await client.updateOrganization({ body: { configuration: { accent: 'green' } } })
  const made = await client.createOrganization({
    body: {
      name: 'Copied',
      copyFromFirst: true,
      copy: { settings: true, hubs: false, roles: false, flows: false },
      hub: { name: 'North', latitude: 1, longitude: 2 },
    },
  })
  expect(made).toMatchObject({ organization: { configuration: { accent: 'green' } } })
})

describe('OR5: the address', () => {
  const wish = () => `s-${randomUUID().slice(0, 13)}`
  const change = (client: Client, slug: string) => client.updateOrganization({ body: { slug } })

  test('changes, and the old ones go on leading here, for members and at the door', async () => {
    const { client, organization, person } = await someone()
    const [second, third] = [wish(), wish()]
    await change(client, second)
    expect((await change(client, third)).slug).toBe(third)
    expect((await client.getSession()).organization.slug).toBe(third)
    for (const slug of [organization.slug, second, third])
      expect(await client.findSlug({ params: { slug } })).toEqual({ slug: third })
    const pending = await app.clientWith().signIn({
      body: { email: person.email, password, transport: 'bearer' },
    })
    const token = pending.outcome === 'entered' ? pending.token : pending.pendingToken
    expect(await app.clientWith(token).findSlug({ params: { slug: organization.slug } })).toEqual({
      slug: third,
    })
  })

  test('to whoever is not in there it is as if there were none: strangers, invited and suspended people', async () => {
    const { client, organization } = await someone()
    const present = wish()
    await change(client, present)
    const stranger = await someone()
    const find = (slug: string) => problemOf(stranger.client.findSlug({ params: { slug } }))
    const nothing = await find(wish())
    expect(nothing?.type).toBe('/problems/not-found')
    const { instance: _, ...same } = nothing ?? {}
    for (const slug of [organization.slug, present]) expect(await find(slug)).toMatchObject(same)
    const before = await app.member(organization, stranger.person, { status: 'invited' })
    expect(await find(organization.slug)).toMatchObject(same)
    await app.owner.transaction((tx) =>
      tx.query(sql`update members set status = 'suspended', invitation_expires_at = null,
        status_before_suspension = 'active' where id = ${before}`),
    )
    expect(await find(organization.slug)).toMatchObject(same)
    expect(await find(stranger.organization.slug)).toBeNull()
  })

  test('a reserved word, and one that somebody has or had, is refused; one’s own old one is taken back', async () => {
    const [mine, other] = [await someone(), await someone()]
    const [first, second] = [other.organization.slug, wish()]
    await change(other.client, second)
    expect((await problemOf(change(mine.client, 'sign-in')))?.errors).toMatchObject([
      { pointer: '#/slug', code: 'reserved' },
    ])
    for (const taken of [first, second]) {
      const refusal = await problemOf(change(mine.client, taken))
      expect(refusal).toMatchObject({
        type: '/problems/slug-taken',
        errors: [{ pointer: '#/slug' }],
      })
    }
    expect((await mine.client.getOrganization()).slug).toBe(mine.organization.slug)
    expect((await change(other.client, first)).slug).toBe(first)
    expect(await other.client.findSlug({ params: { slug: second } })).toEqual({ slug: first })
  })

  test('of two who take one at once, one gets it', async () => {
    const both = [await someone(), await someone()]
    for (let n = 0; n < 4; n++) {
      const slug = wish()
      const results = await Promise.all(both.map(({ client }) => resultOf(change(client, slug))))
      expect(results.toSorted()).toEqual(['done', 'slug-taken'])
    }
  })

  test('a released one is given to nobody who is made by that name', async () => {
    const { client } = await someone()
    const released = wish()
    await change(client, released)
    await change(client, wish())
    const founder = await someone()
    const made = await founder.client.createOrganization({
      body: { name: released, hub: { name: 'North', latitude: 1, longitude: 2 } },
    })
    expect(made.organization.slug).toBe(`${released}-2`)
  })

  test('ten times in thirty days; going back to an old one takes none', async () => {
    const { client, organization } = await someone()
    for (let n = 0; n < 10; n++) await change(client, wish())
    expect(await resultOf(change(client, wish()))).toBe('too-many')
    expect((await change(client, organization.slug)).slug).toBe(organization.slug)
    await app.owner.transaction((tx) =>
      tx.query(sql`update organization_slugs set created_at = created_at - interval '31 days'
        where organization_id = ${organization.id}`),
    )
    expect(await resultOf(change(client, wish()))).toBe('done')
  })

  test('naming the present one changes nothing', async () => {
    const { client, organization } = await someone()
    await change(client, organization.slug)
    const rows = await app.owner.transaction((tx) =>
      tx.query(sql`select slug from organization_slugs where organization_id = ${organization.id}`),
    )
    expect(rows).toHaveLength(1)
  })
})
