import sharp from 'sharp'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'

let app: TestApp
let picture: Blob
beforeAll(async () => {
  app = await startTestApp()
  picture = await pictureOf('red')
})
afterAll(() => app.stop())

const pictureOf = async (background: string) =>
  new Blob(
    [
      new Uint8Array(
        await sharp({ create: { width: 900, height: 600, channels: 3, background } })
          .withExif({ IFD0: { Copyright: 'planted-words' } })
          .jpeg()
          .toBuffer(),
      ),
    ],
    { type: 'image/jpeg' },
  )

async function someone(
  role: 'owner' | 'field_user' = 'owner',
  inside?: TestOrganization,
  status: 'active' | 'registering' = 'active',
) {
  const where = inside ?? (await app.organization())
  const who = await app.person()
  const id = await app.member(where, who, { role, status })
  return { inside: where, who, id, ...(await app.signedIn(who, id)) }
}
const get = (path: string, token?: string, method = 'GET') =>
  app.fetch(
    new Request(`http://localhost${path}`, {
      method,
      ...(token && { headers: { authorization: `Bearer ${token}` } }),
    }),
  )
const filesOf = async (inside: TestOrganization) => {
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ kind: string }>(sql`select kind from files where organization_id = ${inside.id}`),
  )
  return rows.map(({ kind }) => kind)
}

describe('OR1: logo', () => {
  test('it is written anew, shown to everybody, and may be kept for ever', async () => {
    const { client, inside } = await someone()
    const { logoUrl } = await client.replaceLogo({ upload: picture })
    expect((await client.getSession()).organization.logoUrl).toBe(logoUrl)
    const answer = await get(logoUrl ?? '')
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/webp',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const { format, width, exif } = await sharp(bytes).metadata()
    expect([format, width, exif]).toEqual(['webp', 512, undefined])
    expect(await filesOf(inside)).toEqual(['logo'])
  })

  test('a new one has a new address, and nothing is left of the old one', async () => {
    const { client, inside } = await someone()
    const first = await client.replaceLogo({ upload: picture })
    const second = await client.replaceLogo({ upload: await pictureOf('blue') })
    expect(second.logoUrl).not.toBe(first.logoUrl)
    expect((await get(first.logoUrl ?? '')).status).toBe(404)
    expect(await filesOf(inside)).toEqual(['logo'])
    expect((await client.removeLogo()).logoUrl).toBeNull()
    expect((await client.removeLogo()).logoUrl).toBeNull()
    expect((await get(second.logoUrl ?? '')).status).toBe(404)
    expect(await filesOf(inside)).toEqual([])
  })

  test('what is no picture is refused and changes nothing; so is whoever may not', async () => {
    const { client, inside } = await someone()
    const { logoUrl } = await client.replaceLogo({ upload: picture })
    const fake = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: 'image/png' })
    await expect(client.replaceLogo({ upload: fake })).rejects.toMatchObject({
      type: 'file-not-readable',
    })
    const other = await someone('field_user', inside)
    await expect(other.client.replaceLogo({ upload: picture })).rejects.toMatchObject({
      type: 'not-permitted',
    })
    expect((await client.getOrganization()).logoUrl).toBe(logoUrl)
  })

  test.each(['x', '01890a5d-ac96-774b-bcce-b302099a8057', '..%2f..'])(
    'PR4: %s is no logo',
    async (id) => {
      const answer = await get(`/logos/${id}`)
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store'])
    },
  )

  test('PR3: a photo is no logo', async () => {
    const { client } = await someone()
    const { photoUrl } = await client.replaceMyPhoto({ upload: picture })
    expect((await get(`/logos/${photoUrl.split('/').at(-1)}`)).status).toBe(404)
  })
})

describe('PR1: photo', () => {
  test('it is shown to members of the organization, and of no other one', async () => {
    const { client, inside, id } = await someone()
    const { photoUrl } = await client.replaceMyPhoto({ upload: picture })
    expect((await client.getSession()).member.photoUrl).toBe(photoUrl)
    expect((await client.getUser({ params: { memberId: id } })).photoUrl).toBe(photoUrl)
    const [colleague, newcomer, stranger] = [
      await someone('field_user', inside),
      await someone('field_user', inside, 'registering'),
      await someone(),
    ]
    for (const { token } of [colleague, newcomer]) {
      const answer = await get(photoUrl, token)
      expect(answer.status).toBe(200)
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'content-type': 'image/webp',
        'content-disposition': 'inline',
        'cache-control': 'private, max-age=3600',
      })
      expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).format).toBe('webp')
    }
    expect((await get(photoUrl, stranger.token)).status).toBe(404)
    expect((await get(photoUrl)).status).toBe(401)
  })

  test('a new one takes the place of the old one; taken away, there is none', async () => {
    const { client, inside, token } = await someone()
    const first = await client.replaceMyPhoto({ upload: picture })
    const second = await client.replaceMyPhoto({ upload: picture })
    expect((await get(first.photoUrl, token)).status).toBe(404)
    expect(await filesOf(inside)).toEqual(['photo'])
    await client.removeMyPhoto()
    await client.removeMyPhoto()
    expect((await get(second.photoUrl, token)).status).toBe(404)
    expect(await filesOf(inside)).toEqual([])
  })

  test('it belongs to one organization: the same person elsewhere has none', async () => {
    const { client, who } = await someone()
    await client.replaceMyPhoto({ upload: picture })
    const elsewhere = await app.organization()
    const there = await app.signedIn(who, await app.member(elsewhere, who))
    expect((await there.client.getMyProfile()).photoUrl).toBeNull()
  })

  test('PR3: the logo, or a file that is nobody’s photo, is none', async () => {
    const { client, token } = await someone()
    const { logoUrl } = await client.replaceLogo({ upload: picture })
    expect((await get(`/api/v1/photos/${logoUrl?.split('/').at(-1)}`, token)).status).toBe(404)
  })

  test('US10: it goes with its member, by whichever way the row goes', async () => {
    const { client, id, inside } = await someone('field_user')
    await client.replaceMyPhoto({ upload: picture })
    await app.owner.transaction((tx) => tx.query(sql`delete from members where id = ${id}`))
    expect(await filesOf(inside)).toEqual([])
  })
})
