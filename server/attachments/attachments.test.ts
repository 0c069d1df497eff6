import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Client } from '#api/client.ts'
import { AttachmentId, type HubId, type MemberId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import { createApp } from '#server/app.ts'
import { decryptContent } from '#server/attachments/attachment-cipher.ts'
import { findAttachmentKey } from '#server/attachments/attachment-key.ts'
import { rotateAttachmentSeals } from '#server/attachments/rotate-attachment-seals.ts'
import { StorageUnavailable } from '#server/outside/object-storage.ts'
import { confine } from '#server/platform/database.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { checkAttachmentSeals } from './check-attachment-seals.ts'

let app: TestApp
let [acme, globex] = [] as unknown as [Place, Place]
beforeAll(async () => {
  app = await startTestApp()
  ;[acme, globex] = [await place(), await place()]
})
beforeEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

interface Someone {
  client: Client
  token: string
  memberId: MemberId
}
interface Place {
  organization: TestOrganization
  hub: HubId
  owner: Someone
  flowId: Awaited<ReturnType<Client['createFlow']>>['id']
}

async function place(): Promise<Place> {
  const organization = await app.organization()
  const hub = await app.hub(organization)
  const owner = await someone(organization, [hub])
  const flow = await owner.client.createFlow({
    body: {
      name: 'Visit',
      pages: [
        {
          title: 'Start',
          components: [
            { id: 'before', kind: 'photo', title: 'Before', max: 5 },
            { id: 'also', kind: 'photo', title: 'Also', max: 5 },
          ],
        },
        {
          title: 'End',
          components: [
            { id: 'after', kind: 'photo', title: 'After', max: 5 },
            { id: 'signed', kind: 'signature', title: 'Signed' },
          ],
        },
      ],
    },
  })
  return { organization, hub, owner, flowId: flow.id }
}

async function someone(
  organization: TestOrganization,
  hubs: HubId[],
  role: RoleTemplate = 'owner',
): Promise<Someone> {
  const person = await app.person()
  const memberId = await app.member(organization, person, { role, hubs })
  return { ...(await app.signedIn(person, memberId)), memberId }
}

const rows = <Row extends object>(statement: ReturnType<typeof sql>) =>
  app.owner.transaction((tx) => tx.query<Row>(statement))

const pixels = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } })
const photo = await pixels(300, 200).jpeg().toBuffer()
const blob = (bytes: Buffer, type = 'image/jpeg') => new Blob([new Uint8Array(bytes)], { type })

const send = (who: Someone, kind: 'photo' | 'signature' = 'photo', bytes = photo) =>
  who.client.createAttachment({ query: { kind }, upload: blob(bytes) })

const createTask = (at: Place, values: Record<string, string | string[]> = {}, who = at.owner) =>
  who.client.createTask({
    body: { flowId: at.flowId, hubId: at.hub, title: 'Look', values, assigneeIds: [who.memberId] },
  })

const get = (who: Someone, url: string) =>
  app.fetch(
    new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${who.token}` } }),
  )
const statusOf = async (who: Someone, url: string) => (await get(who, url)).status

/** A task of the place with one photo, and that photo as `getTask` tells of it. */
async function taskWithPhoto(at: Place) {
  const { id } = await send(at.owner)
  const task = await createTask(at, { before: [id] })
  const [attachment] = (await at.owner.client.getTask({ params: { taskId: task.id } })).attachments
  if (!attachment) throw new Error('the task has no attachment')
  return { taskId: task.id, id, attachment }
}

const objectOf = ({ organization }: Place, id: AttachmentId) =>
  join(app.objectsFolder, organization.id, id)

describe('TK1: a photo on its way', () => {
  test('it is sent, named by a task, and shown by a signed address, as a picture without metadata', async () => {
    const taken = await sharp(photo)
      .withExif({ IFD3: { GPSLatitude: '6/1' }, IFD0: { Copyright: 'planted-words' } })
      .jpeg()
      .toBuffer()
    expect(taken.includes('planted-words')).toBe(true)
    const sent = await acme.owner.client.createAttachment({
      query: { kind: 'photo', name: '..\\..\\etc/passwd/Tür 1.jpg' },
      upload: blob(taken),
    })
    expect(sent).toMatchObject({ kind: 'photo', name: 'Tür 1.jpg', width: 300, height: 200 })
    const task = await createTask(acme, { before: [sent.id] })
    const { attachments, values } = await acme.owner.client.getTask({ params: { taskId: task.id } })
    expect(values).toEqual({ before: [sent.id] })
    expect(attachments).toEqual([
      {
        id: sent.id,
        componentId: 'before',
        kind: 'photo',
        width: 300,
        height: 200,
        bytes: sent.bytes,
        url: expect.stringContaining(`/tasks/${task.id}/attachments/${sent.id}?expires=`),
      },
    ])
    const response = await get(acme.owner, attachments[0]?.url ?? '')
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/webp',
      'content-disposition': 'inline',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'content-length': String(sent.bytes),
    })
    const shown = Buffer.from(await response.arrayBuffer())
    const metadata = await sharp(shown).metadata()
    expect([metadata.format, metadata.width, metadata.exif]).toEqual(['webp', 300, undefined])
    expect(shown.includes('planted-words')).toBe(false)
  })

  test('large ones are made smaller, signatures stand on white, and the file of neither is the picture', async () => {
    const large = await send(acme.owner, 'photo', await pixels(4000, 3000).jpeg().toBuffer())
    expect([large.width, large.height]).toEqual([2048, 1536])
    const glass = await sharp({
      create: { width: 2000, height: 500, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    const signature = await acme.owner.client.createAttachment({
      query: { kind: 'signature' },
      upload: blob(glass, 'image/png'),
    })
    expect([signature.width, signature.height]).toEqual([1000, 250])
    const object = await readFile(objectOf(acme, signature.id))
    expect(object.includes('WEBP')).toBe(false)
    const { id: organizationId } = acme.organization
    const key = await app.db.transaction(async (tx) => {
      await confine(tx, organizationId)
      return findAttachmentKey(tx, app.attachmentStore.keyRing, organizationId)
    })
    if (!key) throw new Error('there is no key')
    const of = { organizationId, attachmentId: signature.id }
    const { data } = await sharp(decryptContent(key, of, object))
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect(data[0]).toBeGreaterThan(250)
  })

  test('a request that is repeated answers the same attachment; with the same key another one is refused', async () => {
    const idempotencyKey = randomUUID()
    const again = (bytes = photo, kind: 'photo' | 'signature' = 'photo') =>
      acme.owner.client.createAttachment({ query: { kind }, upload: blob(bytes), idempotencyKey })
    const [first, ...others] = await Promise.all([again(), again(), again()])
    for (const other of others) expect(other).toEqual(first)
    expect(await again()).toEqual(first)
    expect(await resultOf(again(await pixels(9, 9).jpeg().toBuffer()))).toBe(
      'idempotency-key-reused',
    )
    expect(await resultOf(again(photo, 'signature'))).toBe('idempotency-key-reused')
    const counted = await rows<{ n: number }>(
      sql`select count(*) as n from attachments where request_key = ${idempotencyKey}`,
    )
    expect(counted).toEqual([{ n: 1 }])
  })

  test('RP3: whoever may neither do, create nor edit tasks sends nothing', async () => {
    const role = await acme.owner.client.createRole({
      body: { name: 'Readers' },
    })
    await rows(sql`update roles set permissions = '{tasks:view}' where id = ${role.id}`)
    const person = await app.person()
    const memberId = await app.member(acme.organization, person, {
      role: role.id,
      hubs: [acme.hub],
    })
    const reader = { ...(await app.signedIn(person, memberId)), memberId }
    expect(await resultOf(send(reader))).toBe('not-permitted')
    const doer = await someone(acme.organization, [acme.hub], 'field_user')
    expect((await send(doer)).kind).toBe('photo')
  })
})

describe('TK1: what is refused', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
  test.each([
    ['SVG', Buffer.from(svg)],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['SVG behind the first bytes of a PNG', Buffer.from(`\u0089PNG\r\n\u001a\n${svg}`, 'latin1')],
    ['nothing', Buffer.alloc(0)],
  ])('%s, whatever it is called', async (_, bytes) => {
    expect(await resultOf(send(acme.owner, 'photo', bytes))).toBe('file-not-readable')
  })

  test('a bomb: few bytes that claim 30,000 × 30,000 pixels', async () => {
    const chunk = (name: string, data: Buffer) => {
      const head = Buffer.alloc(4)
      head.writeUInt32BE(data.length)
      return Buffer.concat([head, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)])
    }
    const header = Buffer.alloc(13)
    header.writeUInt32BE(30_000, 0)
    header.writeUInt32BE(30_000, 4)
    header.set([8, 0, 0, 0, 0], 8)
    const bomb = Buffer.concat([
      Buffer.from('89504e470d0a1a0a', 'hex'),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.alloc(100_000))),
      chunk('IEND', Buffer.alloc(0)),
    ])
    expect(await resultOf(send(acme.owner, 'photo', bomb))).toBe('file-not-readable')
  })

  test('of a polyglot that is also a page nothing but the pixels is kept', async () => {
    const polyglot = Buffer.concat([photo, Buffer.from('<script>planted()</script>')])
    const { id } = await send(acme.owner, 'photo', polyglot)
    const task = await createTask(acme, { before: [id] })
    const { attachments } = await acme.owner.client.getTask({ params: { taskId: task.id } })
    const shown = Buffer.from(
      await (await get(acme.owner, attachments[0]?.url ?? '')).arrayBuffer(),
    )
    expect(shown.includes('planted')).toBe(false)
    expect((await sharp(shown).metadata()).format).toBe('webp')
  })

  test('more than 10 MiB, and other media types', async () => {
    const much = acme.owner.client.createAttachment({
      query: { kind: 'photo' },
      upload: blob(Buffer.alloc(10 * 1024 * 1024 + 1)),
    })
    expect(await resultOf(much)).toBe('body-too-large')
    const svgType = acme.owner.client.createAttachment({
      query: { kind: 'photo' },
      upload: blob(photo, 'image/svg+xml'),
    })
    expect(await resultOf(svgType)).toBe('media-type-not-taken')
  })

  test('what does not fit the room of the organization, also of two at once; of others nothing is counted', async () => {
    const one = await place()
    const { bytes } = await send(one.owner)
    const limited = createApp({ ...app.settings, attachmentsBytesMax: bytes * 2 })
    const sendLimited = () =>
      limited.fetch(
        new Request('http://localhost/api/v1/attachments?kind=photo', {
          method: 'POST',
          headers: { authorization: `Bearer ${one.owner.token}`, 'content-type': 'image/jpeg' },
          body: new Uint8Array(photo),
        }),
      )
    const answers = await Promise.all([sendLimited(), sendLimited()])
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['201', '409'])
    const mine = await rows<{ id: AttachmentId }>(
      sql`select id from attachments where organization_id = ${one.organization.id} order by id`,
    )
    expect(mine).toHaveLength(2)
    const [first] = mine
    await one.owner.client.removeAttachment({
      params: { attachmentId: first?.id ?? AttachmentId.parse(randomUUID()) },
    })
    expect((await sendLimited()).status).toBe(201)
    const usage = await limited.fetch(
      new Request('http://localhost/api/v1/attachment-usage', {
        headers: { authorization: `Bearer ${one.owner.token}` },
      }),
    )
    expect(await usage.json()).toEqual({ bytes: bytes * 2, bytesMax: bytes * 2 })
  })

  test('OR1: whoever may edit the organization sees what its attachments take, and nothing of another one', async () => {
    const one = await place()
    const usage = () => one.owner.client.getAttachmentUsage()
    expect(await usage()).toEqual({ bytes: 0, bytesMax: null })
    const [first, second] = [await send(one.owner), await send(one.owner)]
    expect(await usage()).toEqual({ bytes: first.bytes + second.bytes, bytesMax: null })
    await one.owner.client.removeAttachment({ params: { attachmentId: first.id } })
    expect(await usage()).toEqual({ bytes: second.bytes, bytesMax: null })
    const field = await someone(one.organization, [one.hub], 'field_user')
    expect(await resultOf(field.client.getAttachmentUsage())).toBe('not-permitted')
  })
})

describe('PR3: whose it is', () => {
  test('a task takes nothing of another organization, of somebody else, of another task, of another kind, unfinished, twice or invented; all in the same words', async () => {
    const colleague = await someone(acme.organization, [acme.hub])
    const { id: taken } = await taskWithPhoto(acme)
    const unfinished = (await send(acme.owner)).id
    await rows(sql`update attachments set state = 'writing' where id = ${unfinished}`)
    const own = (await send(acme.owner)).id
    const refused = {
      foreign: (await send(globex.owner)).id,
      colleagues: (await send(colleague)).id,
      taken,
      signature: (await send(acme.owner, 'signature')).id,
      unfinished,
      invented: randomUUID(),
    }
    const answers = new Set<string>()
    for (const [name, id] of Object.entries(refused)) {
      expect(await resultOf(createTask(acme, { before: [own, id] })), name).toBe('values-refused')
      const refusal = await problemOf(createTask(acme, { before: [id] }))
      answers.add(JSON.stringify(refusal?.errors))
    }
    expect([...answers]).toHaveLength(1)
    expect(await resultOf(createTask(acme, { before: [own], also: [own] }))).toBe('values-refused')
    // Nothing of it was claimed by any of these.
    expect((await createTask(acme, { before: [own] })).values).toEqual({ before: [own] })
  })

  test('two tasks that name the same picture at once: one has it', async () => {
    const { id } = await send(acme.owner)
    const results = await Promise.allSettled(
      [1, 2, 3].map(() => createTask(acme, { before: [id] })),
    )
    expect(results.map(({ status }) => status).toSorted()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
    ])
  })

  test('only whoever sent it takes it back, and only while no task has it', async () => {
    const colleague = await someone(acme.organization, [acme.hub])
    const { id } = await send(acme.owner)
    const take = (who: Someone, attachmentId = id) =>
      resultOf(who.client.removeAttachment({ params: { attachmentId } }))
    expect(await take(colleague)).toBe('not-found')
    expect(await take(globex.owner)).toBe('not-found')
    expect(await take(acme.owner)).toBe('done')
    expect(await take(acme.owner)).toBe('not-found')
    const { id: claimed } = await taskWithPhoto(acme)
    expect(await take(acme.owner, claimed)).toBe('not-found')
  })

  test('an address serves one session, one task, one picture, and ten minutes', async () => {
    const { attachment, taskId, id } = await taskWithPhoto(acme)
    const other = await taskWithPhoto(acme)
    const colleague = await someone(acme.organization, [acme.hub])
    const { url } = attachment
    const person = await app.person()
    const memberId = await app.member(acme.organization, person, { hubs: [acme.hub] })
    const [here, there] = [
      await app.signedIn(person, memberId),
      await app.signedIn(person, memberId),
    ]
    const own = (await here.client.getTask({ params: { taskId } })).attachments[0]?.url ?? ''
    expect(await statusOf({ ...here, memberId }, own)).toBe(200)
    expect(await statusOf({ ...there, memberId }, own)).toBe(404)
    expect(await statusOf(acme.owner, url)).toBe(200)
    expect(await statusOf(colleague, url)).toBe(404)
    expect(await statusOf(globex.owner, url)).toBe(404)
    expect(await statusOf({ ...acme.owner, token: '' }, url)).toBe(401)
    expect(await statusOf(acme.owner, url.replace(taskId, other.taskId))).toBe(404)
    expect(await statusOf(acme.owner, url.replace(id, other.id))).toBe(404)
    expect(
      await statusOf(acme.owner, url.replace(taskId, other.taskId).replace(id, other.id)),
    ).toBe(404)
    expect(await statusOf(acme.owner, url.replace(/expires=\d+/, 'expires=9999999999999'))).toBe(
      404,
    )
    const parts = new URL(url, 'http://localhost')
    parts.searchParams.set('signature', '')
    expect(await statusOf(acme.owner, parts.pathname + parts.search)).toBe(404)
    const expires = Number(new URL(url, 'http://localhost').searchParams.get('expires'))
    expect(expires - Date.now()).toBeGreaterThan(4 * 60_000)
    expect(expires - Date.now()).toBeLessThanOrEqual(10 * 60_000)
    app.clock.now = new Date(expires - 1)
    expect(await statusOf(acme.owner, url)).toBe(200)
    app.clock.now = new Date(expires)
    const late = await get(acme.owner, url)
    expect(await late.json()).toMatchObject({ type: '/problems/link-expired' })
  })

  test('RP2, RP3: an address runs through the pipeline: hub, restriction, role and session still count', async () => {
    const { attachment, taskId } = await taskWithPhoto(acme)
    const north = await app.hub(acme.organization)
    const person = await app.person()
    const memberId = await app.member(acme.organization, person, {
      role: 'planner',
      hubs: [acme.hub],
    })
    const planner = { ...(await app.signedIn(person, memberId)), memberId }
    const seen = await planner.client.getTask({ params: { taskId } })
    const url = seen.attachments[0]?.url ?? ''
    expect(url).not.toBe(attachment.url)
    expect(await statusOf(planner, url)).toBe(200)
    await rows(sql`update member_hubs set hub_id = ${north} where member_id = ${memberId}`)
    expect(await statusOf(planner, url)).toBe(404)
    await rows(sql`update member_hubs set hub_id = ${acme.hub} where member_id = ${memberId}`)
    await rows(
      sql`update members set role_id = ${acme.organization.roles.field_user} where id = ${memberId}`,
    )
    const [role] = await rows<{ restrictions: string[] }>(
      sql`select restrictions from roles where id = ${acme.organization.roles.field_user}`,
    )
    await rows(
      sql`update roles set restrictions = '{tasks:only_mine}' where id = ${acme.organization.roles.field_user}`,
    )
    expect(await statusOf(planner, url)).toBe(404)
    await rows(
      sql`update roles set restrictions = ${role?.restrictions} where id = ${acme.organization.roles.field_user}`,
    )
    await planner.client.signOut()
    expect(await statusOf(planner, url)).toBe(401)
  })

  test('objects that somebody swaps, changes or takes away in the storage are not shown', async () => {
    const [one, two] = [await taskWithPhoto(acme), await taskWithPhoto(acme)]
    const far = await taskWithPhoto(globex)
    const broken = async () => {
      const response = await get(acme.owner, one.attachment.url)
      return response.arrayBuffer().then(
        () => 'shown',
        () => 'broken',
      )
    }
    expect(await broken()).toBe('shown')
    const original = await readFile(objectOf(acme, one.id))
    const change = (bytes: Buffer) => writeFile(objectOf(acme, one.id), bytes)
    await change(await readFile(objectOf(acme, two.id)))
    expect(await broken()).toBe('broken')
    await change(await readFile(objectOf(globex, far.id)))
    expect(await broken()).toBe('broken')
    for (const at of [0, 1, 20, original.length - 1]) {
      const bent = Buffer.from(original)
      bent[at] = (bent[at] ?? 0) ^ 1
      await change(bent)
      expect(await broken(), `byte ${at}`).toBe('broken')
    }
    await change(original.subarray(0, 20))
    expect(await broken()).toBe('broken')
    await change(photo)
    expect(await broken()).toBe('broken')
    await rm(objectOf(acme, one.id))
    expect(await broken()).toBe('broken')
    await change(original)
    expect(await broken()).toBe('shown')
  })

  test('a key of another organization, put in the place of ours, does not open', async () => {
    const one = await place()
    const { attachment } = await taskWithPhoto(one)
    const [saved] = await rows<{ id: string; sealed: Buffer }>(
      sql`select id, sealed_key as sealed from attachment_keys where organization_id = ${one.organization.id}`,
    )
    await rows(sql`update attachment_keys a set id = b.id, sealed_key = b.sealed_key from attachment_keys b
      where a.organization_id = ${one.organization.id} and b.organization_id = ${acme.organization.id}`)
    expect((await get(one.owner, attachment.url)).status).toBe(500)
    await rows(sql`update attachment_keys set id = ${saved?.id}, sealed_key = ${saved?.sealed}
      where organization_id = ${one.organization.id}`)
    expect((await get(one.owner, attachment.url)).status).toBe(200)
  })
})

test('TK1: doing and editing a task claim what they add and let go of what they drop', async () => {
  const [one, two, three] = [await send(acme.owner), await send(acme.owner), await send(acme.owner)]
  const signature = await send(acme.owner, 'signature')
  const task = await createTask(acme, { before: [one.id, two.id] })
  const edited = await acme.owner.client.updateTask({
    params: { taskId: task.id },
    body: { version: task.version, values: { before: [two.id] } },
  })
  expect(edited.values).toEqual({ before: [two.id] })
  // It stands in one place, and does not walk to another.
  const walked = acme.owner.client.updateTask({
    params: { taskId: task.id },
    body: { version: edited.version, values: { before: [], also: [two.id] } },
  })
  expect(await resultOf(walked)).toBe('values-refused')
  const gone = await rows<{ key: string }>(
    sql`select object_key as key from object_removals where object_key like ${`%/${one.id}`}`,
  )
  expect(gone).toHaveLength(1)
  const { client } = acme.owner
  const finish = (values: Record<string, string | string[]>) =>
    client.finishTask({ params: { taskId: task.id }, body: { values } })
  // What the first page holds is in its place there, and in no other.
  expect(await resultOf(finish({ after: [two.id] }))).toBe('values-refused')
  expect(await resultOf(finish({ signed: three.id }))).toBe('values-refused')
  await finish({ after: [three.id], signed: signature.id })
  const { attachments } = await client.getTask({ params: { taskId: task.id } })
  expect(attachments.map(({ id, componentId }) => [id, componentId])).toEqual([
    [two.id, 'before'],
    [three.id, 'after'],
    [signature.id, 'signed'],
  ])
})

describe('TK1: what goes', () => {
  const removals = () => rows<{ key: string }>(sql`select object_key as key from object_removals`)
  const exists = (at: Place, id: AttachmentId) =>
    readFile(objectOf(at, id)).then(
      () => true,
      () => false,
    )
  /** As if the objects had been written a while ago. */
  const later = () => rows(sql`update object_removals set due_at = now() - interval '1 minute'`)
  const sweep = async () => {
    await later()
    await runJobs(app, 'remove-objects')
  }

  test('with a task its pictures go: the rows at once, the objects soon', async () => {
    const { taskId, id } = await taskWithPhoto(acme)
    await acme.owner.client.removeTasks({ body: { taskIds: [taskId] } })
    expect(await rows(sql`select from attachments where id = ${id}`)).toEqual([])
    expect((await removals()).map(({ key }) => key)).toContain(`${acme.organization.id}/${id}`)
    expect(await exists(acme, id)).toBe(true)
    await sweep()
    expect(await exists(acme, id)).toBe(false)
    expect(await removals()).toEqual([])
  })

  test('a removal that the storage does not do is tried again, later and later, and keeps no other one waiting', async () => {
    const { id } = await send(acme.owner)
    const other = await send(acme.owner)
    for (const attachmentId of [id, other.id])
      await acme.owner.client.removeAttachment({ params: { attachmentId } })
    // A folder where the file should be: the file system refuses.
    const path = objectOf(acme, id)
    await rename(path, `${path}-away`)
    await mkdir(path)
    await sweep()
    expect(await exists(acme, other.id)).toBe(false)
    const [left] = await rows<{ attempts: number; wait: number }>(
      sql`select attempts, extract(epoch from due_at - now())::int as wait from object_removals`,
    )
    expect(left?.attempts).toBe(1)
    expect(left?.wait).toBeGreaterThan(50)
    await rm(path, { recursive: true })
    await rename(`${path}-away`, path)
    await sweep()
    expect(await exists(acme, id)).toBe(false)
    expect(await removals()).toEqual([])
  })

  test('what no task has named within seven days is forgotten, and what one has stays', async () => {
    const lost = await send(acme.owner)
    const young = await send(acme.owner)
    const { id: claimed } = await taskWithPhoto(acme)
    await rows(
      sql`update attachments set created_at = now() - interval '8 days' where id in (${lost.id}, ${claimed})`,
    )
    await runJobs(app, 'clean-up')
    const left = await rows<{ id: string }>(
      sql`select id from attachments where id in (${lost.id}, ${young.id}, ${claimed}) order by id`,
    )
    expect(left.map(({ id }) => id)).toEqual([young.id, claimed])
    await sweep()
    expect(await exists(acme, lost.id)).toBe(false)
  })

  test('a crash between row and object, and between object and row, leaves nothing for ever', async () => {
    const one = await place()
    for (const crash of ['before', 'after']) {
      const dies = createApp({
        ...app.settings,
        objects: {
          ...app.settings.objects,
          // The process is gone in the middle: it neither answers nor tidies up.
          put: async (key, bytes) => {
            if (crash === 'after') await app.settings.objects.put(key, bytes)
            return new Promise(() => undefined)
          },
        },
      })
      void dies.fetch(
        new Request('http://localhost/api/v1/attachments?kind=photo', {
          method: 'POST',
          headers: { authorization: `Bearer ${one.owner.token}`, 'content-type': 'image/jpeg' },
          body: new Uint8Array(photo),
        }),
      )
    }
    const writing = async () =>
      rows<{ id: AttachmentId }>(
        sql`select id from attachments where organization_id = ${one.organization.id} and state = 'writing'`,
      )
    await expect.poll(async () => (await writing()).length).toBe(2)
    const ids = (await writing()).map(({ id }) => id)
    await expect
      .poll(
        async () => (await Promise.all(ids.map((id) => exists(one, id)))).filter(Boolean).length,
      )
      .toBe(1)
    await rows(sql`update attachments set created_at = now() - interval '8 days', writing_since = now()
      where organization_id = ${one.organization.id}`)
    await runJobs(app, 'clean-up')
    expect(await writing()).toEqual([])
    // Whoever writes may not have given up yet: not before a quarter of an hour.
    const due = await rows<{ wait: number }>(
      sql`select extract(epoch from due_at - now())::int as wait from object_removals where object_key like ${`${one.organization.id}/%`}`,
    )
    for (const { wait } of due) expect(wait).toBeGreaterThan(14 * 60)
    await sweep()
    expect(await Promise.all(ids.map((id) => exists(one, id)))).toEqual([false, false])
    const [counted] = await rows<{ bytes: number }>(
      sql`select bytes from attachment_keys where organization_id = ${one.organization.id}`,
    )
    expect(counted?.bytes).toBe(0)
  })

  test('a storage that is away is told as such, leaves no row, and the next attempt with the same key succeeds', async () => {
    const away = createApp({
      ...app.settings,
      objects: {
        ...app.settings.objects,
        put: async () => {
          throw new StorageUnavailable('away')
        },
      },
    })
    const idempotencyKey = randomUUID()
    const response = await away.fetch(
      new Request('http://localhost/api/v1/attachments?kind=photo', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${acme.owner.token}`,
          'content-type': 'image/jpeg',
          'idempotency-key': idempotencyKey,
        },
        body: new Uint8Array(photo),
      }),
    )
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('10')
    expect(await rows(sql`select from attachments where request_key = ${idempotencyKey}`)).toEqual(
      [],
    )
    const sent = await acme.owner.client.createAttachment({
      query: { kind: 'photo' },
      upload: blob(photo),
      idempotencyKey,
    })
    expect(await exists(acme, sent.id)).toBe(true)
  })

  test('OR2: with an organization its rows, its key and its objects go; another one keeps its own', async () => {
    const [one, two] = [await place(), await place()]
    const gone = await taskWithPhoto(one)
    const loose = await send(one.owner)
    const kept = await taskWithPhoto(two)
    await rows(sql`update organizations set status = 'deleting', deleting_until = now() - interval '1 minute'
      where id = ${one.organization.id}`)
    await runJobs(app, 'erase-organizations')
    expect(
      await rows(sql`select from attachments where organization_id = ${one.organization.id}
        union all select from attachment_keys where organization_id = ${one.organization.id}`),
    ).toEqual([])
    await sweep()
    expect(await exists(one, gone.id)).toBe(false)
    expect(await exists(one, loose.id)).toBe(false)
    expect(await readdir(app.objectsFolder)).not.toContain(one.organization.id)
    expect(await exists(two, kept.id)).toBe(true)
    expect(await statusOf(two.owner, kept.attachment.url)).toBe(200)
  })

  test('US10: what a member has sent stays with its task when they go', async () => {
    const doer = await someone(acme.organization, [acme.hub], 'planner')
    const { id } = await send(doer)
    const task = await createTask(acme, { before: [id] }, doer)
    await acme.owner.client.removeUser({ params: { memberId: doer.memberId } })
    const { attachments } = await acme.owner.client.getTask({ params: { taskId: task.id } })
    expect(await statusOf(acme.owner, attachments[0]?.url ?? '')).toBe(200)
  })
})

test('OP4: with another secret key the keys are sealed anew, and every picture still opens', async () => {
  const { attachment } = await taskWithPhoto(acme)
  const [before] = [app.settings.secretKey]
  const secretKey = Buffer.alloc(32, 9)
  const ring = createKeyRing(secretKey, [before])
  await expect(checkAttachmentSeals(app.db, createKeyRing(secretKey))).rejects.toThrow(
    /organizations/,
  )
  await checkAttachmentSeals(app.db, ring)
  expect(await rotateAttachmentSeals(app.db, ring)).toBeGreaterThan(0)
  expect(await rotateAttachmentSeals(app.db, ring)).toBe(0)
  await checkAttachmentSeals(app.db, createKeyRing(secretKey))
  expect((await get(acme.owner, attachment.url)).status).toBe(500)
  await rotateAttachmentSeals(app.db, createKeyRing(before, [secretKey]))
  expect((await get(acme.owner, attachment.url)).status).toBe(200)
})
