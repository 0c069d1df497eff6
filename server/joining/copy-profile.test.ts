import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FileId, MemberId } from '#api/common.ts'
import { profileParts } from '#api/members.ts'
import type { MemberStatus } from '#api/sessions.ts'
import { addFile } from '#server/files/file.ts'
import { password, startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

const portrait = {
  firstName: 'Ana',
  lastName: 'Nova',
  title: 'Night planner',
  phone: '+62 812 3456',
  language: 'id',
  timeZone: 'Asia/Makassar',
} as const
const empty = { title: '', phone: '', language: null, timeZone: null, photoUrl: null }
const picture = Buffer.from('RIFF----WEBP a picture of Ana')

/** A full profile with a photo, written past the API. */
const fill = (inside: TestOrganization, memberId: MemberId) =>
  app.owner.transaction(async (tx) => {
    const about = {
      kind: 'photo',
      name: 'photo.webp',
      contentType: 'image/webp',
      expiresAt: null,
    } as const
    const photoId = await addFile(tx, inside.id, about, picture, new Date())
    await tx.query(sql`update members set first_name = ${portrait.firstName}, last_name = ${portrait.lastName},
        title = ${portrait.title}, phone = ${portrait.phone}, language = ${portrait.language}, time_zone = ${portrait.timeZone},
        photo_id = ${photoId} where id = ${memberId}`)
    return photoId
  })

/** Somebody with a full profile in Globex, who has just been added to Acme. */
async function newcomer(globexStatus: MemberStatus = 'active') {
  const [acme, globex, person] = [
    await app.organization({ name: 'Acme' }),
    await app.organization({ name: 'Globex' }),
    await app.person(),
  ]
  const there = await app.member(globex, person, { status: globexStatus, role: 'planner' })
  const photoId = await fill(globex, there)
  const here = await app.member(acme, person, { status: 'registering', role: 'field_user' })
  return { acme, globex, person, here, there, photoId, ...(await app.signedIn(person, here)) }
}

const photosOf = (inside: TestOrganization) =>
  app.owner.transaction((tx) =>
    tx.query<{ id: FileId; content: Buffer }>(sql`
      select f.id, p.content from files f join file_pieces p on p.organization_id = f.organization_id and p.file_id = f.id
      where f.organization_id = ${inside.id} and f.kind = 'photo'`),
  )

test('PR1: one’s own profiles elsewhere are offered, and copied part by part, by choice alone', async () => {
  const { client, globex, there, here, person } = await newcomer()
  const { items } = await client.listProfileSources()
  expect(items).toEqual([
    {
      memberId: there,
      organizationId: globex.id,
      name: 'Globex',
      slug: globex.slug,
      logoUrl: null,
      requires: [],
      profile: { ...portrait, hasPhoto: true },
    },
  ])
  const copied = await client.copyProfile({
    body: { memberId: there, parts: ['lastName', 'title', 'language'] },
  })
  expect(copied).toEqual({
    ...empty,
    firstName: 'Test',
    lastName: 'Nova',
    title: 'Night planner',
    language: 'id',
  })
  expect(await client.getMyProfile()).toEqual(copied)
  // What one is in Globex stays as it is.
  const back = await app.signedIn(person, there)
  expect(await back.client.getMyProfile()).toMatchObject(portrait)
  expect((await back.client.listProfileSources()).items.map(({ memberId }) => memberId)).toEqual([
    here,
  ])
})

test('PR1, PR3: a photo becomes a file of this organization; the old one goes; nothing points across', async () => {
  const { client, acme, globex, there, here, photoId } = await newcomer()
  const copy = async () =>
    (await client.copyProfile({ body: { memberId: there, parts: ['photo'] } })).photoUrl
  const first = await copy()
  const second = await copy()
  expect(first).toMatch(/^\/api\/v1\/photos\/[0-9a-f-]{36}$/)
  expect(second).not.toBe(first)
  expect(second).not.toContain(photoId)
  const photos = await photosOf(acme)
  expect(photos.map(({ id }) => `/api/v1/photos/${id}`)).toEqual([second])
  expect(photos[0]?.content.equals(picture)).toBe(true)
  expect((await photosOf(globex)).map(({ id }) => id)).toEqual([photoId])
  // Not even the owner of the database can point a member at another organization's file.
  await expect(
    app.owner.transaction((tx) =>
      tx.query(sql`update members set photo_id = ${photoId} where id = ${here}`),
    ),
  ).rejects.toThrow(/members_photo/)
})

test('PR1: what is empty there stays as it is here', async () => {
  const { client, there } = await newcomer()
  await client.updateMyProfile({ body: { title: 'Driver', timeZone: 'Asia/Jakarta' } })
  await app.owner.transaction((tx) =>
    tx.query(sql`update members set first_name = '', title = '', phone = '', language = null, time_zone = null,
      photo_id = null where id = ${there}`),
  )
  expect(await client.copyProfile({ body: { memberId: there, parts: [...profileParts] } })).toEqual(
    {
      ...empty,
      firstName: 'Test',
      lastName: 'Nova',
      title: 'Driver',
      timeZone: 'Asia/Jakarta',
    },
  )
})

test('PR4: the log of neither organization tells of the other', async () => {
  const { client, acme, globex, there } = await newcomer()
  await client.copyProfile({ body: { memberId: there, parts: [...profileParts] } })
  const logOf = (inside: TestOrganization) =>
    app.owner.transaction((tx) =>
      tx.query<{ action: string }>(
        sql`select action, details, subject_id from audit_events where organization_id = ${inside.id}`,
      ),
    )
  const here = await logOf(acme)
  expect(here).toContainEqual(
    expect.objectContaining({
      action: 'profile.updated',
      details: { fields: [...profileParts] },
    }),
  )
  for (const secret of [globex.id, 'Globex', globex.slug, there])
    expect(JSON.stringify(here)).not.toContain(secret)
  expect((await logOf(globex)).filter(({ action }) => action.startsWith('profile'))).toEqual([])
})

test('PR1: somebody else’s member id answers like one that does not exist, and so does one’s own here', async () => {
  const { client, acme, here, globex } = await newcomer()
  const other = await app.person()
  const theirs = [await app.member(globex, other), await app.member(acme, other)]
  for (const id of theirs) await fill(theirs.indexOf(id) === 0 ? globex : acme, id)
  const before = await client.getMyProfile()
  const answer = async (memberId: string) => {
    const refusal = await problemOf(
      client.copyProfile({ body: { memberId, parts: ['photo', 'phone'] } }),
    )
    return { ...refusal, instance: null }
  }
  const unknown = await answer(randomUUID())
  expect(unknown).toMatchObject({ type: '/problems/organization-not-found' })
  for (const memberId of [...theirs, here]) expect(await answer(memberId)).toEqual(unknown)
  expect(await client.getMyProfile()).toEqual(before)
})

test.each(['invited', 'suspended'] as const)(
  'SW6: where one is %s, nothing is offered and nothing copied',
  async (status) => {
    const { client, there } = await newcomer(status)
    expect((await client.listProfileSources()).items).toEqual([])
    expect(
      await resultOf(client.copyProfile({ body: { memberId: there, parts: ['phone'] } })),
    ).toBe('organization-not-found')
  },
)

test('SW6: of an organization that is not alive nothing is offered and nothing copied', async () => {
  const { client, globex, there } = await newcomer()
  await app.owner.transaction((tx) =>
    tx.query(sql`update organizations set status = 'suspended' where id = ${globex.id}`),
  )
  expect((await client.listProfileSources()).items).toEqual([])
  expect(await resultOf(client.copyProfile({ body: { memberId: there, parts: ['phone'] } }))).toBe(
    'organization-not-found',
  )
})

test('PR1, DR2: behind a door that asks for more, it is said what, and nothing of the profile; nor is it copied', async () => {
  const { acme, person, here } = await newcomer()
  const strict = await app.organization({ policy: { secondFactor: 'email_otp' } })
  const there = await app.member(strict, person)
  await fill(strict, there)
  const { client } = await app.signedIn(person, here)
  const { items } = await client.listProfileSources()
  const source = items.find(({ memberId }) => memberId === there)
  expect(source).toMatchObject({ requires: ['email_otp'], profile: null })
  for (const value of Object.values(portrait)) expect(JSON.stringify(source)).not.toContain(value)
  expect(
    await resultOf(client.copyProfile({ body: { memberId: there, parts: ['phone', 'photo'] } })),
  ).toBe('organization-not-found')
  expect(await photosOf(acme)).toEqual([])
})

test('DR1: where the proofs have grown too old for the other door, its profile is closed again', async () => {
  const [acme, globex, person] = [
    await app.organization(),
    await app.organization({ policy: { evidenceSeconds: 60 } }),
    await app.person(),
  ]
  const there = await app.member(globex, person)
  await fill(globex, there)
  const { client } = await app.signedIn(person, await app.member(acme, person))
  expect((await client.listProfileSources()).items[0]?.profile).toMatchObject(portrait)
  app.clock.now = new Date(Date.now() + 120_000)
  try {
    expect((await client.listProfileSources()).items[0]).toMatchObject({
      requires: ['password'],
      profile: null,
    })
    expect(
      await resultOf(client.copyProfile({ body: { memberId: there, parts: ['phone'] } })),
    ).toBe('organization-not-found')
  } finally {
    app.clock.now = null
  }
})

test('PW4: while the mailbox is in doubt, other organizations are out of sight here too', async () => {
  const { acme, person, there } = await newcomer()
  await app.owner.transaction((tx) =>
    tx.query(
      sql`update identities set doubted_at = now(), doubted_by_organization_id = ${acme.id} where id = ${person.id}`,
    ),
  )
  const entered = await app
    .clientWith()
    .signIn({ body: { email: person.email, password, transport: 'bearer' } })
  if (entered.outcome !== 'entered') throw new Error(entered.outcome)
  const client = app.clientWith(entered.token)
  expect((await client.listProfileSources()).items).toEqual([])
  expect(await resultOf(client.copyProfile({ body: { memberId: there, parts: ['phone'] } }))).toBe(
    'organization-not-found',
  )
})
