import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ImportId, RoleId } from '#api/common.ts'
import { type Permission, type RoleTemplate, templatePermissions } from '#api/permissions.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'

// What somebody would try against the user table and what stands around it: files, fields, pictures, streams, long work.

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterEach(() => {
  app.clock.now = null
})
afterAll(() => app.stop())

const newEmail = () => `people-${randomUUID().slice(0, 13)}@example.test`
const someone = async (role: RoleTemplate | RoleId = 'admin', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  return { organization, person, memberId, ...(await app.signedIn(person, memberId)) }
}
type Someone = Awaited<ReturnType<typeof someone>>

const upload = ({ client }: Pick<Someone, 'client'>, text: string | Buffer, name = 'people.csv') =>
  client.createUserImport({
    query: { name },
    upload: new Blob([typeof text === 'string' ? text : new Uint8Array(text)], {
      type: 'text/csv',
    }),
  })
const run = async ({ client, organization }: Someone, importId: ImportId) => {
  const { id } = await client.startUserImport({
    params: { importId },
    body: { roleId: organization.roles.field_user, update: true },
  })
  for (let slice = 0; slice < 20; slice++) {
    await runJobs(app, 'operation-user-import')
    const operation = await client.getOperation({ params: { operationId: id } })
    if (operation.status !== 'running') return operation
  }
  throw new Error('the import does not end')
}
const raw = (path: string, token: string, init: RequestInit & { duplex?: 'half' } = {}) =>
  app.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, ...init.headers },
    }),
  )

describe('PR2: answers that nobody may see', () => {
  const diary = async (admin: Someone) => {
    const { id } = await admin.client.createField({
      body: {
        kind: 'single_choice',
        name: 'Union',
        visibility: 'nobody',
        options: [
          { id: 'yes', label: 'Yes' },
          { id: 'no', label: 'No' },
        ],
      },
    })
    const victim = await someone('field_user', admin.organization)
    await victim.client.updateMyFields({ body: { values: { [id]: 'yes' } } })
    return { id, victim, target: `field:${id}` }
  }

  test('no file maps them, by name, by choice or as another one was mapped: so it neither guesses nor writes them', async () => {
    const admin = await someone()
    const { id, victim, target } = await diary(admin)
    const text = `email,Union\n${victim.person.email},no\n`
    const { id: importId, columns } = await upload(admin, text)
    expect(columns.map((column) => column.target)).toEqual(['email', null])
    const mapping = admin.client.updateUserImport({
      params: { importId },
      body: { mapping: ['email', target] },
    })
    expect(await problemOf(mapping)).toMatchObject({
      type: '/problems/values-refused',
      errors: [{ pointer: '#/mapping/1', code: 'unknown' }],
    })
    expect(await run(admin, importId)).toMatchObject({ counts: { unchanged: 1, updated: 0 } })
    const mine = await victim.client.getMyFields()
    expect(mine.items.find(({ field }) => field.id === id)?.value).toBe('yes')
  })

  test('nor one that was mapped while others could see them', async () => {
    const admin = await someone()
    const { id, victim } = await diary(admin)
    const params = { fieldId: id }
    await victim.client.updateMyFields({ body: { values: { [id]: null } } })
    await admin.client.updateField({ params, body: { visibility: 'administrators' } })
    const { id: importId, columns } = await upload(
      admin,
      `email,Union\n${victim.person.email},no\n`,
    )
    expect(columns[1]?.target).toBe(`field:${id}`)
    await admin.client.updateField({ params, body: { visibility: 'nobody' } })
    await victim.client.updateMyFields({ body: { values: { [id]: 'yes' } } })
    expect(await run(admin, importId)).toMatchObject({ counts: { unchanged: 1, updated: 0 } })
    const mine = await victim.client.getMyFields()
    expect(mine.items.find(({ field }) => field.id === id)?.value).toBe('yes')
  })

  test('are not counted option by option either: of few people one could tell who chose what', async () => {
    const admin = await someone()
    const { id, victim } = await diary(admin)
    const params = { fieldId: id }
    const { answers, chosen } = await admin.client.getField({ params })
    expect({ answers, chosen }).toEqual({ answers: 1, chosen: {} })
    await victim.client.updateMyFields({ body: { values: { [id]: null } } })
    await admin.client.updateField({ params, body: { visibility: 'members' } })
    await victim.client.updateMyFields({ body: { values: { [id]: 'no' } } })
    expect(await admin.client.getField({ params })).toMatchObject({ chosen: { no: 1 } })
  })

  test('what was answered in confidence stays so: the field opens no more', async () => {
    const admin = await someone()
    const { id, victim } = await diary(admin)
    const params = { fieldId: id }
    for (const visibility of ['administrators', 'members'] as const)
      expect(
        await problemOf(admin.client.updateField({ params, body: { visibility } })),
      ).toMatchObject({
        type: '/problems/values-refused',
        errors: [{ pointer: '#/visibility', code: 'answered-in-confidence' }],
      })
    const seen = await admin.client.getUserFields({ params: { memberId: victim.memberId } })
    expect(JSON.stringify(seen)).not.toContain('"yes"')
    await victim.client.updateMyFields({ body: { values: { [id]: null } } })
    expect(
      await resultOf(admin.client.updateField({ params, body: { visibility: 'members' } })),
    ).toBe('done')
  })
})

describe('uploads', () => {
  /** A body of which some bytes come, and then nothing. */
  const slow = () => {
    let end = (): void => undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(Buffer.from('email\n'))
        end = () => controller.close()
      },
    })
    return { body, end: () => end() }
  }
  const post = (token: string, body: ReadableStream | string) =>
    raw('/user-imports', token, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body,
      duplex: 'half',
    })

  test('made-up tokens take no room from those who may', async () => {
    const admin = await someone()
    const floods = Array.from({ length: 60 }, () =>
      post(`fys_${randomUUID().replaceAll('-', '')}${'A'.repeat(11)}`, 'email\n'),
    )
    expect((await post(admin.token, 'email\nann@example.test\n')).status).toBe(201)
    expect(new Set((await Promise.all(floods)).map(({ status }) => status))).toEqual(new Set([401]))
  })

  test('one organization that sends slowly leaves room to the others', async () => {
    const [attacker, other] = [await someone(), await someone()]
    const sent = Array.from({ length: 14 }, slow)
    const slowly = sent.map(({ body }) => post(attacker.token, body))
    // Until all of them have been let in, or not.
    await Promise.race([Promise.all(slowly), new Promise((done) => setTimeout(done, 1_000))])
    expect((await post(other.token, 'email\nann@example.test\n')).status).toBe(201)
    for (const { end } of sent) end()
    const statuses = (await Promise.all(slowly)).map(({ status }) => status)
    expect(statuses).toContain(201)
    expect((await post(attacker.token, 'email\nann@example.test\n')).status).toBe(201)
  })

  test('a page elsewhere sends none in somebody’s name, and removes nothing', async () => {
    const admin = await someone('owner')
    const headers = { cookie: `foyer_session=${admin.token}`, origin: 'https://evil.example' }
    const calls = [
      ['PUT', '/organization/logo', 'image/png'],
      ['DELETE', '/organization/logo', ''],
      ['PUT', '/me/photo', 'image/png'],
      ['DELETE', '/me/photo', ''],
      ['POST', '/user-imports', 'text/csv'],
      ['POST', '/user-changes', 'text/plain'],
      ['DELETE', '/me/membership', ''],
      ['POST', '/organization/deletion', 'text/plain'],
      ['PUT', '/organization/owner', 'text/plain'],
      ['POST', '/joining-ends', 'text/plain'],
    ] as const
    for (const [method, path, type] of calls) {
      const response = await app.fetch(
        new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { ...headers, ...(type && { 'content-type': type }) },
          ...(type && { body: 'x' }),
        }),
      )
      expect(await response.json(), `${method} ${path}`).toMatchObject({
        type: '/problems/cross-site',
      })
    }
  })
})

describe('US4: malicious files', () => {
  test('a large one full of nothing is refused', async () => {
    const admin = await someone()
    const refused = await problemOf(upload(admin, ' \n'.repeat(3_000_000)))
    expect(refused?.type).toBe('/problems/file-not-readable')
  })

  test('gigantic cells and a hundred thousand columns are shown shortened, and kept nowhere else; none names a column', async () => {
    const admin = await someone()
    const wide = `${'a'.repeat(9_999)},`.repeat(90)
    const send = (header: string) =>
      raw('/user-imports', admin.token, {
        method: 'POST',
        headers: { 'content-type': 'text/csv', 'idempotency-key': randomUUID() },
        body: header + `${wide}email\n`.repeat(6),
      })
    expect(await (await send('')).text()).toContain('column-name-too-long')
    const response = await send(`${'name,'.repeat(90)}email\n`)
    expect(response.status).toBe(201)
    expect((await response.text()).length).toBeLessThan(1_000_000)
    const columns = Array.from({ length: 100_000 }, (_, n) => `c${n}`).join(',')
    expect((await upload(admin, `${columns}\n`)).columns.length).toBe(500)
  })

  test.each([
    ['a ZIP', Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(5_000, 0x9f)])],
    [
      'XML',
      Buffer.from(
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      ),
    ],
    ['NUL', Buffer.alloc(100_000)],
    ['quotes', Buffer.from('"'.repeat(99_999))],
    ['one line without end', Buffer.alloc(5_000_000, 'a')],
    ['broken UTF-16', Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.alloc(9_999, 0xd8)])],
  ])('%s in disguise is read as text or refused, and never our mistake', async (_, bytes) => {
    const admin = await someone()
    const answer = await resultOf(upload(admin, bytes))
    expect(['done', 'file-not-readable']).toContain(answer)
  })

  test('no name of a file ends a header, leaves the folder or looks like a page', async () => {
    const admin = await someone()
    for (const name of ['a\r\nSet-Cookie: x=1.csv', 'a\0.csv', 'a\u2028.csv'])
      expect(await resultOf(upload(admin, 'email\nx\n', name))).toBe('invalid-request')
    const { id } = await upload(admin, 'email\nx\n', '../..\\"; filename="evil.html')
    const operation = await run(admin, id)
    expect(operation.counts.refused).toBe(1)
    const { url } = await admin.client.createDownloadLink({ params: { operationId: operation.id } })
    const response = await raw(url.replace('/api/v1', ''), admin.token)
    expect(response.status).toBe(200)
    const disposition = response.headers.get('content-disposition') ?? ''
    expect(disposition).toMatch(/^attachment; filename="[^"\\/]*"; filename\*=UTF-8''[^"\\/ ;]*$/)
    expect(response.headers.get('content-type')).toBe('text/csv')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('cache-control')).toBe('no-store')
  })

  test('refused rows come back without formulas', async () => {
    const admin = await someone()
    const signs = ['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\uff1d1', '"\t=1"']
    const { id } = await upload(
      admin,
      `email,=HYPERLINK("x")\n${signs.map((sign) => `no,${sign}\n`).join('')}`,
    )
    const operation = await run(admin, id)
    const { url } = await admin.client.createDownloadLink({ params: { operationId: operation.id } })
    const text = await (await raw(url.replace('/api/v1', ''), admin.token)).text()
    for (const cell of text.split(/",|\r\n/)) expect(cell).not.toMatch(/^"?\s*[=+\-@\uff1d]/)
  })

  test.each([
    ['İ-1', 'İ-1'],
    ['İ-2', 'i-2'],
    ['ΑΣ', 'ας'],
    ['ΑΣ3', 'ασ3'],
    ['K4', 'k4'],
  ])(
    'employee ids %s and %s: whatever case means to whom, one row refuses and none stops the file',
    async (there, comes) => {
      const admin = await someone()
      const [ann, ben, cid] = [newEmail(), newEmail(), newEmail()]
      await run(admin, (await upload(admin, `email,employee id\n${ann},${there}\n`)).id)
      const { id } = await upload(admin, `email,employee id\n${ben},${comes}\n${cid},X9\n`)
      const operation = await run(admin, id).catch(() => null)
      expect(operation).toMatchObject({ status: 'done', failure: null })
      expect((operation?.counts.added ?? 0) >= 1).toBe(true)
      const both = await upload(
        admin,
        `email,employee id\n${newEmail()},Z${there}\n${newEmail()},Z${comes}\n${newEmail()},Z9\n`,
      )
      expect(await run(admin, both.id).catch(() => null)).toMatchObject({
        status: 'done',
        failure: null,
      })
    },
  )
})

test('what our database keeps of tokens, links and codes opens nothing', async () => {
  const owner = await someone('owner')
  await owner.client.updateJoiningRules({ body: { externalSignUp: true } })
  const link = await owner.client.createAccessLink({ body: { name: 'Fair' } })
  const token = link.url.split('#')[1] ?? ''
  const { joiningToken } = await app
    .clientWith()
    .startJoining({ body: { email: newEmail(), accessLink: token } })
  const { id } = await upload(owner, 'email\nx\n')
  const operation = await run(owner, id)
  const { url } = await owner.client.createDownloadLink({ params: { operationId: operation.id } })
  const signature = new URL(url, 'http://localhost').searchParams.get('signature') ?? ''
  const tables = await app.owner.transaction((tx) =>
    tx.query<{ name: string }>(sql`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
      where schemaname in ('public', 'graphile_worker')`),
  )
  expect(tables.length).toBeGreaterThan(40)
  for (const { name } of tables) {
    const rows = await app.owner.transaction((tx) =>
      tx.query<{ text: string }>(sql([`select to_jsonb(t)::text as text from ${name} t`])),
    )
    const all = rows.map(({ text }) => text).join('\n')
    for (const secret of [token, joiningToken, signature, owner.token])
      expect(all.includes(secret), `${name} holds a secret`).toBe(false)
  }
})

describe('DR2: while a picture waits to be written anew, whoever sent it', () => {
  const noise = sharp({ create: { width: 6_000, height: 6_000, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const put = async (path: string, token: string) =>
    raw(path, token, {
      method: 'PUT',
      headers: { 'content-type': 'image/png' },
      body: new Uint8Array(await noise),
    })
  /** What is left of a picture that is sent behind others, and during which something happens. */
  const during = async (path: string, sender: Someone, happens: () => Promise<unknown>) => {
    const other = await someone()
    const before = [1, 2, 3, 4, 5, 6].map(() => put('/me/photo', other.token))
    const sent = put(path, sender.token)
    // Let in, and waiting for its turn.
    await new Promise((done) => setTimeout(done, 50))
    await happens()
    const { status } = await sent
    await Promise.all(before)
    const left = await app.owner.transaction((tx) =>
      tx.query(sql`select kind from files where organization_id = ${sender.organization.id}
        union all select action from audit_events where actor_member_id = ${sender.memberId}
          and action in ('profile.updated', 'organization.updated')`),
    )
    return { status, left }
  }

  test('is removed or suspended: no photo, no file that is nobody’s, nothing in the log', async () => {
    const owner = await someone('owner')
    const [removed, suspended] = [
      await someone('field_user', owner.organization),
      await someone('field_user', owner.organization),
    ]
    const remove = () => owner.client.removeUser({ params: { memberId: removed.memberId } })
    expect(await during('/me/photo', removed, remove)).toEqual({ status: 401, left: [] })
    const suspend = () => owner.client.suspendUser({ params: { memberId: suspended.memberId } })
    expect(await during('/me/photo', suspended, suspend)).toEqual({ status: 401, left: [] })
  })

  test('loses the right: no logo', async () => {
    const owner = await someone('owner')
    const admin = await someone('admin', owner.organization)
    const demote = () =>
      owner.client.updateUser({
        params: { memberId: admin.memberId },
        body: { roleId: owner.organization.roles.field_user },
      })
    expect(await during('/organization/logo', admin, demote)).toEqual({ status: 403, left: [] })
  })
})

test('RP3: who may see roles and not users learns nobody’s name or address from them', async () => {
  const owner = await someone('owner')
  const { id: roleId } = await owner.client.createRole({ body: { name: 'Reader' } })
  await owner.client.updateRole({ params: { roleId }, body: { permissions: ['roles:view'] } })
  const reader = await someone(roleId, owner.organization)
  const found = await reader.client.listHolders({
    params: { permission: 'tasks:view' },
    query: {},
  })
  expect(found).toMatchObject({ items: [], about: 0, nextCursor: null })
  expect(found.roles.length).toBeGreaterThan(2)
})

test('SW9: the live streams of one organization leave places to those of others', async () => {
  const here = await startTestApp(undefined, { live: { perOrganization: 3, perProcess: 5 } })
  try {
    const one = async () => {
      const organization = await here.organization()
      const operationId = randomUUID()
      const tokens = []
      for (let n = 0; n < 3; n++) {
        const person = await here.person()
        const memberId = await here.member(organization, person)
        await here.owner.transaction((tx) =>
          tx.query(sql`insert into operations (organization_id, id, kind, member_id, status, input, created_at, ended_at)
            values (${organization.id}, ${n === 0 ? operationId : randomUUID()}, 'user-import', ${memberId}, 'done', '{}', now(), now())`),
        )
        tokens.push((await here.signedIn(person, memberId)).token)
        if (n === 0) tokens.push((await here.signedIn(person, memberId)).token)
      }
      return { path: `/operations/${operationId}`, tokens: tokens.slice(0, 2) }
    }
    const gone = new AbortController()
    const open = async (path: string, token = '') => {
      const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
      const init = { headers, signal: gone.signal }
      const response = await here.fetch(new Request(`http://localhost/api/v1${path}`, init))
      return { response, close: () => response.body?.cancel() }
    }
    const [attacker, other] = [await one(), await one()]
    const streams = []
    for (let n = 0; n < 5; n++)
      streams.push(await open(attacker.path, attacker.tokens[n % attacker.tokens.length]))
    expect(streams.map(({ response }) => response.status)).toEqual([200, 200, 200, 429, 429])
    const theirs = await open(other.path, other.tokens[0])
    expect(theirs.response.status).toBe(200)
    await streams[0]?.close()
    const again = await open(attacker.path, attacker.tokens[0])
    expect(again.response.status).toBe(200)
    for (const { close } of [...streams, theirs, again]) await close()
  } finally {
    await here.stop()
  }
})

test('RP5: who holds less than the lowest role opens no way by which anybody gets that', async () => {
  const owner = await someone('owner')
  const { id: roleId } = await owner.client.createRole({ body: { name: 'Greeter' } })
  const permits = (permissions: Permission[]) =>
    owner.client.updateRole({ params: { roleId }, body: { permissions } })
  await permits(['joining:view', 'joining:edit'])
  const greeter = await someone(roleId, owner.organization)
  const link = () => resultOf(greeter.client.createAccessLink({ body: { name: 'Mine' } }))
  const rules = (body: { externalSignUp?: boolean; membersMayInvite?: boolean }) =>
    resultOf(greeter.client.updateJoiningRules({ body }))
  expect(await link()).toBe('more-than-you-hold')
  expect(await rules({ externalSignUp: true })).toBe('more-than-you-hold')
  expect(await rules({ membersMayInvite: true })).toBe('more-than-you-hold')
  await owner.client.updateJoiningRules({ body: { externalSignUp: true, membersMayInvite: true } })
  expect(await rules({ externalSignUp: false, membersMayInvite: true })).toBe('done')
  expect(await rules({ externalSignUp: true })).toBe('more-than-you-hold')
  await permits(['joining:view', 'joining:edit', ...templatePermissions.field_user])
  expect(await rules({ externalSignUp: true })).toBe('done')
  expect(await link()).toBe('done')
})

test('US4: reading large files again and again keeps nobody else waiting', async () => {
  const [attacker, other] = [await someone(), await someone()]
  const { id } = await upload(attacker, `email${`${','.repeat(499)}x\n`.repeat(15_000)}`)
  const params = { importId: id }
  const body = { roleId: attacker.organization.roles.field_user }
  const asked = Array.from({ length: 8 }, () => [
    resultOf(attacker.client.getUserImport({ params })),
    resultOf(attacker.client.previewUserImport({ params, body })),
  ]).flat()
  let over = false
  const all = Promise.all(asked).finally(() => {
    over = true
  })
  await other.client.getSession()
  expect(over, 'others are answered first').toBe(false)
  const answers = await all
  expect(answers).toContain('unavailable')
  expect(await resultOf(attacker.client.getUserImport({ params }))).toBe('done')
})
