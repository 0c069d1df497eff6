import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import sharp from 'sharp'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type Entry, fromBuffer, type ZipFile } from 'yauzl'
import type { RoleTemplate } from '#api/permissions.ts'
import { createLog } from '#server/platform/log.ts'
import { makeFresh } from '#test/arrange-identity.ts'
import { identityPlane } from '#test/catalogue.ts'
import { freshDatabase, testDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { exports, neverExported } from './exports.ts'
import { organizationExportPerformer } from './organization-export-performer.ts'
import { writeArchive } from './write-archive.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

const someone = async (role: RoleTemplate = 'owner', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  const session = await app.signedIn(person, memberId)
  await makeFresh(app, session.token)
  return { organization, person, memberId, ...session }
}
type Someone = Awaited<ReturnType<typeof someone>>

/** Names and contents of an archive, as somebody else's program reads them. */
const unzip = (bytes: Buffer): Promise<Map<string, string>> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error: Error | null, zip?: ZipFile) => {
      if (!zip) return reject(error ?? new Error('this is no archive'))
      const found = new Map<string, string>()
      zip.on('entry', (entry: Entry) =>
        zip.openReadStream(entry, (_, stream) => {
          if (!stream) return reject(new Error(`${entry.fileName} cannot be read`))
          buffer(stream)
            .then((content) => {
              found.set(entry.fileName, content.toString())
              zip.readEntry()
            })
            .catch(reject)
        }),
      )
      zip.on('end', () => resolve(found))
      zip.on('error', reject)
      zip.readEntry()
    })
  })
const linesOf = (files: Map<string, string>, table: string): Record<string, unknown>[] =>
  (files.get(`${table}.jsonl`) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
const exported = async ({ client, token }: Someone) => {
  const { id } = await client.exportOrganization()
  await runJobs(app, 'operation-organization-export')
  const operation = await client.getOperation({ params: { operationId: id } })
  expect(operation).toMatchObject({ status: 'done', failure: null })
  const { url } = await client.createDownloadLink({ params: { operationId: id } })
  const response = await app.fetch(
    new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${token}` } }),
  )
  expect(response.headers.get('content-type')).toBe('application/zip')
  const bytes = Buffer.from(await response.arrayBuffer())
  expect(bytes.byteLength).toBe(operation.file?.bytes)
  return { operation, files: await unzip(bytes) }
}
/** Everything of an organization that stands in the archive's form, read at once. */
const archiveOf = async ({ id }: TestOrganization) => {
  const pieces: Buffer[] = []
  for await (const piece of writeArchive(
    app.db,
    app.attachmentStore,
    id,
    async () => undefined,
    new Date(),
  ))
    pieces.push(piece)
  return unzip(Buffer.concat(pieces))
}

test('OR4: every table of an organization is exported, or stands in the list of those that are not, with the reason', async () => {
  const tables = await app.owner.transaction((tx) =>
    tx.query<{ name: string }>(
      sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
    ),
  )
  const walled = tables.map(({ name }) => name).filter((name) => !identityPlane.includes(name))
  const known = [...exports.map(({ table }) => table), ...Object.keys(neverExported)]
  expect(known.toSorted()).toEqual(walled.toSorted())
})

test('OR4: an archive of JSON Lines, with a CSV of the users, holds what is there and nothing of others', async () => {
  const owner = await someone()
  const stranger = await someone()
  await app.hub(owner.organization, 'Own hub')
  await app.hub(stranger.organization, 'Foreign hub')
  const hidden = await owner.client.createField({
    body: { kind: 'text', name: 'Hidden', visibility: 'nobody' },
  })
  const shirt = await owner.client.createField({
    body: { kind: 'single_choice', name: '=Shirt', options: [{ id: 's', label: '+Small' }] },
  })
  await owner.client.updateMyFields({
    body: { values: { [hidden.id]: 'told to nobody', [shirt.id]: 's' } },
  })
  await owner.client.updateMyProfile({ body: { firstName: '=HYPERLINK("x")' } })

  const { operation, files } = await exported(owner)
  expect([...files.keys()].toSorted()).toEqual(
    [
      'README.md',
      ...exports.map(({ table }) => `${table}.jsonl`),
      'users.csv',
      'manifest.json',
    ].toSorted(),
  )
  expect(linesOf(files, 'hubs').map(({ name }) => name)).toEqual(['Own hub'])
  expect(linesOf(files, 'members')).toMatchObject([{ email: owner.person.email, status: 'active' }])
  expect(linesOf(files, 'field_values')).toMatchObject([{ fieldId: shirt.id, value: 's' }])
  expect(linesOf(files, 'audit_events').map(({ action }) => action)).toContain(
    'organization.exported',
  )
  const [head, line] = (files.get('users.csv') ?? '').split('\r\n')
  expect(head).toMatch(/^\ufeff"email",.*,"'=Shirt"$/)
  expect(line).toContain(`"'=HYPERLINK(""x"")"`)
  expect(line).toMatch(/,"'\+Small"$/)
  const manifest = JSON.parse(files.get('manifest.json') ?? '{}')
  expect(manifest).toMatchObject({ format: 1, organization: { slug: owner.organization.slug } })
  expect(manifest.files['hubs.jsonl']).toBe(1)
  expect(operation.done).toBe(Object.values<number>(manifest.files).reduce((a, b) => a + b, 0))
  const everything = [...files.values()].join('\n')
  for (const secret of [
    'told to nobody',
    'Foreign hub',
    stranger.person.email,
    stranger.organization.id,
  ])
    expect(everything).not.toContain(secret)
})

test('OR4: what README.md says of a file is what its rows are: every column, its kind, whether it may be null', async () => {
  const client = new pg.Client({ connectionString: (await testDatabase()).superuserUrl })
  await client.connect()
  onTestFinished(() => client.end())
  for (const { table, fields, rows } of exports) {
    const { fields: columns } = await client.query(`select * from (${rows.text}) r limit 0`)
    const types = await client.query<{ type: string; mayBeNull: boolean | null }>(
      `select t.oid::regtype::text as type, not a.attnotnull as "mayBeNull"
       from unnest($1::oid[], $2::oid[], $3::int[]) with ordinality c (type, tab, col, n) join pg_type t on t.oid = c.type
       left join pg_attribute a on a.attrelid = c.tab and a.attnum = c.col order by c.n`,
      [
        columns.map(({ dataTypeID }) => dataTypeID),
        columns.map(({ tableID }) => tableID),
        columns.map(({ columnID }) => columnID),
      ],
    )
    expect(Object.keys(fields), table).toEqual(columns.map(({ name }) => name))
    for (const [n, [name, shape]] of Object.entries(fields).entries()) {
      const { type, mayBeNull } = types.rows[n] ?? {}
      const kind = shape.replace('?', '')
      const expected = kind.includes('in ')
        ? kind.startsWith('all')
          ? 'jsonb'
          : 'uuid'
        : typeOf[kind]
      expect([table, name, type?.replace('bigint', 'integer')]).toEqual([
        table,
        name,
        expected ?? 'text',
      ])
      // Null: computed, of which nobody knows.
      if (mayBeNull !== null)
        expect([table, name, shape.endsWith('?')]).toEqual([table, name, mayBeNull])
      const [, other = table] = /in (\w+)$/.exec(kind) ?? []
      expect(exports.map((each) => each.table)).toContain(other)
    }
  }
})
const typeOf: Record<string, string> = {
  id: 'uuid',
  texts: 'text[]',
  names: 'text[]',
  time: 'timestamp with time zone',
  day: 'date',
  'yes or no': 'boolean',
  'whole number': 'integer',
  seconds: 'integer',
  days: 'integer',
  bytes: 'integer',
  pixels: 'integer',
  degrees: 'double precision',
  json: 'jsonb',
}

test.each([
  ['en', 'What each file holds', 'What is not here, and why'],
  ['id', 'Isi setiap berkas', 'Yang tidak ada di sini, dan alasannya'],
] as const)(
  'OR4: README.md, in the language of the organization (%s), tells of every file, every field, and what is left out',
  async (language, holds, absent) => {
    const owner = await someone()
    await owner.client.updateOrganization({
      body: { language, name: 'A [link](x) <b>', timeZone: 'Asia/Makassar' },
    })
    const files = await archiveOf(owner.organization)
    const readme = files.get('README.md') ?? ''
    expect([...files.keys()][0]).toBe('README.md')
    expect(readme.split('\n')[0]).toBe('# A \\[link\\]\\(x\\) \\<b\\>')
    expect(readme).toContain(`\n## ${holds}\n`)
    expect(readme).toContain('Asia/Makassar')
    const sections = new Map(
      readme.split(/^#{2,3} /m).map((section) => [section.split('\n')[0], section]),
    )
    for (const name of files.keys())
      if (name !== 'README.md') expect([...sections.keys()]).toContain(name)
    for (const { table, about, leftOut, fields } of exports) {
      const section = sections.get(`${table}.jsonl`)
      for (const words of [about, leftOut]) if (words) expect(section).toContain(words[language])
      expect([...(section ?? '').matchAll(/^\| `(\w+)` \| \S/gm)].map(([, name]) => name)).toEqual(
        Object.keys(fields),
      )
      expect(about.en).not.toBe(about.id)
    }
    const [columns] = (files.get('users.csv') ?? '').slice(1).split('\r\n')
    expect(columns?.replaceAll('"', '').split(',')).toEqual(
      [...(sections.get('users.csv') ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name),
    )
    for (const [table, why] of Object.entries(neverExported))
      expect(sections.get(absent)).toContain(`- \`${table}\`: ${why[language]}.`)
    expect(readme).not.toMatch(/undefined|\[object/)
  },
)

test('OR4: no secret leaves: nothing that opens, proves or signs stands in an archive', async () => {
  const { organization } = await someone()
  const planted = 'planted-secret'
  await app.owner.transaction((tx) =>
    tx.query(sql`
      insert into connections (organization_id, name, kind, sealed_private_key, private_key_key_id, certificate, evidence_since,
        created_at, sealed_secret, secret_key_id)
      values (${organization.id}, 'Okta', 'oidc', ${Buffer.from(planted)}, 'k', 'c', now(), now(), ${Buffer.from(planted)}, 'k')`),
  )
  await app.owner.transaction((tx) =>
    tx.query(sql`
      insert into access_links (organization_id, name, token_hash, created_at)
      values (${organization.id}, 'Link', ${Buffer.from(planted)}, now())`),
  )
  const files = await archiveOf(organization)
  // Words of ours alone, which may speak of seals.
  files.delete('README.md')
  const everything = [...files.values()].join('\n')
  expect(everything).toContain('Okta')
  expect(everything).not.toContain(planted)
  expect(everything).not.toContain(Buffer.from(planted).toString('hex'))
  expect(everything).not.toMatch(/hash":(?!"[0-9a-f]{64}")|sealed(?!At)/i)
})

test('OR4: wants the permission and fresh proofs; one at a time; a download is of whoever asked, while they may', async () => {
  const owner = await someone()
  const planner = await someone('planner', owner.organization)
  expect(await resultOf(planner.client.exportOrganization())).toBe('not-permitted')
  const stale = await app.signedIn(owner.person, owner.memberId)
  await app.owner.transaction((tx) =>
    tx.query(sql`update evidence set at = now() - interval '1 day' where login_id in (
      select login_id from sessions where member_id = ${owner.memberId})`),
  )
  expect(await resultOf(stale.client.exportOrganization())).toBe('fresh-evidence-required')
  await makeFresh(app, owner.token)
  const { id } = await owner.client.exportOrganization()
  expect(await resultOf(owner.client.exportOrganization())).toBe('too-many')
  const params = { operationId: id }
  expect(await resultOf(planner.client.getOperation({ params }))).toBe('not-found')
  await runJobs(app, 'operation-organization-export')
  const { url } = await owner.client.createDownloadLink({ params })
  const fetchAs = (token: string) =>
    app.fetch(
      new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${token}` } }),
    )
  expect((await fetchAs(planner.token)).status).toBe(404)
  expect((await fetchAs(owner.token)).status).toBe(200)
})

test('OR4: the pictures of tasks come along, decrypted; one that is lost is named, and loses nothing else', async () => {
  const owner = await someone()
  const hub = await app.hub(owner.organization)
  await app.owner.transaction((tx) =>
    tx.query(sql`insert into member_hubs (organization_id, member_id, hub_id)
      values (${owner.organization.id}, ${owner.memberId}, ${hub})`),
  )
  const flow = await owner.client.createFlow({
    body: {
      name: 'Visit',
      pages: [
        { title: 'Start', components: [{ id: 'before', kind: 'photo', title: 'Before', max: 3 }] },
      ],
    },
  })
  const jpeg = await sharp({
    create: { width: 40, height: 30, channels: 3, background: '#c33' },
  })
    .jpeg()
    .toBuffer()
  const send = () =>
    owner.client.createAttachment({
      query: { kind: 'photo' },
      upload: new Blob([new Uint8Array(jpeg)], { type: 'image/jpeg' }),
    })
  const [one, two, unclaimed] = [await send(), await send(), await send()]
  await owner.client.createTask({
    body: { flowId: flow.id, hubId: hub, title: 'Look', values: { before: [one.id, two.id] } },
  })
  const whole = await archiveOf(owner.organization)
  for (const { id } of [one, two])
    expect(whole.get(`attachments/${id}.webp`)).toMatch(/^RIFF.{4,}WEBP/s)
  expect([...whole.keys()].join()).not.toContain(unclaimed.id)
  expect(linesOf(whole, 'attachments').map(({ id }) => id)).toEqual([one.id, two.id])
  const missingOf = (files: Map<string, string>) =>
    JSON.parse(files.get('manifest.json') ?? '{}').attachmentsMissing
  expect(missingOf(whole)).toEqual([])
  await rm(join(app.objectsFolder, owner.organization.id, one.id))
  const less = await archiveOf(owner.organization)
  expect(missingOf(less)).toEqual([one.id])
  expect(less.has(`attachments/${two.id}.webp`)).toBe(true)
})

test('OR4: all is of one moment, whatever changes meanwhile; two at once on one operation make one archive', async () => {
  const owner = await someone()
  for (let n = 0; n < 3; n++) await app.hub(owner.organization, `Hub ${n}`)
  const pieces: Buffer[] = []
  let renamed = false
  const archive = writeArchive(
    app.db,
    app.attachmentStore,
    owner.organization.id,
    async () => {
      if (renamed) return
      renamed = true
      await app.owner.transaction((tx) =>
        tx.query(sql`delete from hubs where organization_id = ${owner.organization.id}`),
      )
    },
    new Date(),
  )
  for await (const piece of archive) pieces.push(piece)
  expect(renamed).toBe(true)
  expect(linesOf(await unzip(Buffer.concat(pieces)), 'hubs')).toHaveLength(3)

  const { id: operationId } = await owner.client.exportOrganization()
  const context = {
    organizationId: owner.organization.id,
    now: new Date(),
    attempt: 1,
    lastAttempt: false,
    signal: new AbortController().signal,
    log: createLog('silent'),
  }
  const perform = () =>
    organizationExportPerformer(app.attachmentStore).perform(app.db, { operationId }, context)
  await Promise.all([perform(), perform()])
  const [kept] = await app.owner.transaction((tx) =>
    tx.query<{ files: number }>(
      sql`select count(*) as files from files where organization_id = ${owner.organization.id} and kind = 'export'`,
    ),
  )
  expect(kept?.files).toBe(1)
})

test('OR4: cancelled, or no longer permitted, it ends, and leaves no file and no transaction behind', async () => {
  const owner = await someone()
  const { id: operationId } = await owner.client.exportOrganization()
  await owner.client.cancelOperation({ params: { operationId } })
  await runJobs(app, 'operation-organization-export')
  const admin = await someone('admin', owner.organization)
  const { id } = await admin.client.exportOrganization()
  await owner.client.suspendUser({ params: { memberId: admin.memberId } })
  await runJobs(app, 'operation-organization-export')
  const rows = await app.owner.transaction((tx) =>
    tx.query<{ status: string; failure: string | null }>(
      sql`select status, failure from operations where id in (${operationId}, ${id}) order by id`,
    ),
  )
  expect(rows).toEqual([
    { status: 'cancelled', failure: null },
    { status: 'failed', failure: 'not-permitted' },
  ])

  const archive = writeArchive(
    app.db,
    app.attachmentStore,
    owner.organization.id,
    async () => undefined,
    new Date(),
  )
  await archive.next()
  await archive.return({ done: 0, files: {} })
  await expect
    .poll(async () => {
      const [row] = await app.owner.transaction((tx) =>
        tx.query<{ open: number; files: number }>(sql`select
          (select count(*) from pg_stat_activity where usename = 'foyer' and state like 'idle in transaction%'
            and datname = current_database()) as open,
          (select count(*) from files where organization_id = ${owner.organization.id}) as files`),
      )
      return row
    })
    .toEqual({ open: 0, files: 0 })
})
