import { randomUUID } from 'node:crypto'
import { parse } from 'csv-parse/sync'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportId, RoleId } from '#api/common.ts'
import type { RoleTemplate } from '#api/permissions.ts'
import { performersOf } from '#server/app.ts'
import { freshDatabase } from '#test/database.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'
import { mailsTo } from '#test/mails.ts'
import { problemOf, resultOf } from '#test/problem-of.ts'
import { runJobs } from '#test/run-jobs.ts'
import { workbook } from '#test/workbook.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
})
afterAll(() => app.stop())

const newEmail = () => `import-${randomUUID().slice(0, 13)}@example.test`
const someone = async (role: RoleTemplate | RoleId = 'admin', inside?: TestOrganization) => {
  const organization = inside ?? (await app.organization())
  const person = await app.person()
  const memberId = await app.member(organization, person, { role })
  const choices = { roleId: organization.roles.field_user }
  return { organization, person, memberId, choices, ...(await app.signedIn(person, memberId)) }
}
type Someone = Awaited<ReturnType<typeof someone>>

const csv = (...lines: string[]) => new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' })
const upload = ({ client }: Someone, ...lines: string[]) =>
  client.createUserImport({ query: { name: 'people.csv' }, upload: csv(...lines) })
const run = async (
  { client, choices }: Someone,
  importId: ImportId,
  more: { update?: boolean } = {},
) => {
  const { id } = await client.startUserImport({
    params: { importId },
    body: { ...choices, ...more },
  })
  for (let slice = 0; slice < 50; slice++) {
    await runJobs(app, 'operation-user-import')
    const operation = await client.getOperation({ params: { operationId: id } })
    if (operation.status !== 'running') return operation
  }
  throw new Error('the import does not end')
}
const importAll = async (admin: Someone, ...lines: string[]) =>
  run(admin, (await upload(admin, ...lines)).id)
const users = async ({ client }: Someone) =>
  (await client.listUsers({ query: { limit: 100 } })).items
const download = async (admin: Someone, operationId: Awaited<ReturnType<typeof run>>['id']) => {
  const { url } = await admin.client.createDownloadLink({ params: { operationId } })
  const response = await app.fetch(
    new Request(`http://localhost${url}`, { headers: { authorization: `Bearer ${admin.token}` } }),
  )
  expect(response.status).toBe(200)
  return response.text()
}

test('US4: a file is uploaded, mapped, previewed, imported and reported; refused rows come back with their reason', async () => {
  const admin = await someone()
  const hub = await app.hub(admin.organization, 'North')
  const [ann, ben] = [newEmail(), newEmail()]
  const uploaded = await upload(
    admin,
    'E-mail;Given name;Surname;Employee ID;Role;Hub;Salary',
    `${ann};Ann;Lee;E1;Planner;North;1`,
    `${ben};=cmd();Bo;;;;2`,
    'nobody;No;Body;;;;3',
    `${ann};Ann;Again;E9;;;4`,
    `${newEmail()};Cy;Far;E3;King;;5`,
  )
  expect(uploaded).toMatchObject({ delimiter: ';', encoding: 'utf-8', headerRow: 1, rows: 5 })
  expect(uploaded.columns.map(({ target }) => target)).toEqual([
    'email',
    'firstName',
    'lastName',
    'employeeId',
    'role',
    'hubs',
    null,
  ])
  const params = { importId: uploaded.id }
  const preview = await admin.client.previewUserImport({ params, body: admin.choices })
  expect(preview).toMatchObject({ add: 2, update: 0, unchanged: 0, refuse: 3 })
  expect(preview.errors.map(({ line, column, reason }) => [line, column, reason])).toEqual([
    [4, 'E-mail', 'not-an-email'],
    [5, null, 'email-twice'],
    [6, 'Role', 'no-such-role'],
  ])
  expect(await users(admin)).toHaveLength(1)

  const operation = await run(admin, uploaded.id)
  expect(operation).toMatchObject({
    status: 'done',
    done: 5,
    total: 5,
    counts: { added: 2, updated: 0, unchanged: 0, refused: 3 },
  })
  const added = (await users(admin)).filter(({ source }) => source === 'imported')
  expect(added).toHaveLength(2)
  expect(added.find(({ email }) => email === ann)).toMatchObject({
    firstName: 'Ann',
    lastName: 'Lee',
    employeeId: 'E1',
    status: 'registering',
    role: { template: 'planner' },
    hubs: [{ id: hub, name: 'North' }],
  })
  expect((await mailsTo(app, ann)).map(({ template }) => template)).toEqual(['set-password'])
  const report = (await download(admin, operation.id)).split('\r\n')
  expect(report).toHaveLength(5)
  // As the file that came: the spreadsheet that wrote semicolons opens no commas well.
  expect(report[1]).toBe(
    '4;"not-an-email";"Not an e-mail address";"E-mail";"nobody";"No";"Body";"";"";"";"3"',
  )
  expect(await resultOf(admin.client.startUserImport({ params, body: admin.choices }))).toBe(
    'not-in-status',
  )
})

test('US4: the same header is mapped as it was the last time, and a field by its name', async () => {
  const admin = await someone()
  const field = await admin.client.createField({
    body: { kind: 'single_choice', name: 'Shirt', options: [{ id: 's', label: 'Small' }] },
  })
  const first = await upload(admin, 'Who,Nick,Shirt', `${newEmail()},Ann,small`)
  expect(first.columns.map(({ target }) => target)).toEqual([null, null, `field:${field.id}`])
  expect(first.remembered).toBe(false)
  const params = { importId: first.id }
  expect(await resultOf(admin.client.previewUserImport({ params, body: admin.choices }))).toBe(
    'import-unfinished',
  )
  const wrong = admin.client.updateUserImport({ params, body: { mapping: ['email', 'email'] } })
  expect((await problemOf(wrong))?.errors).toMatchObject([
    { pointer: '#/mapping/1', code: 'twice' },
  ])
  const mapping = ['email', 'firstName', `field:${field.id}`]
  await admin.client.updateUserImport({ params, body: { mapping } })
  await run(admin, first.id)
  const [member] = (await users(admin)).filter(({ firstName }) => firstName === 'Ann')
  const answers = await admin.client.getUserFields({ params: { memberId: member?.id as never } })
  expect(answers.items).toMatchObject([{ field: { name: 'Shirt' }, value: 's' }])

  const second = await upload(admin, 'WHO,nick,shirt', `${newEmail()},Ben,small`)
  expect(second.remembered).toBe(true)
  expect(second.columns.map(({ target }) => target)).toEqual(mapping)
  const shifted = await admin.client.updateUserImport({
    params: { importId: second.id },
    body: { headerRow: 0 },
  })
  expect(shifted).toMatchObject({ rows: 2, remembered: false })
  expect(shifted.columns[0]?.name).toBe('Column 1')
})

test('US4: refused rows are uploaded again as they came back, corrected, and mapped as the file that they stood in', async () => {
  const admin = await someone()
  const email = newEmail()
  const first = await upload(admin, 'Who,Nick', `${newEmail()},Ann`, 'nobody,=Bea', 'no one,Cy')
  const mapping = ['email', 'firstName']
  await admin.client.updateUserImport({ params: { importId: first.id }, body: { mapping } })
  const operation = await run(admin, first.id)
  expect(operation.counts).toMatchObject({ added: 1, refused: 2 })

  const corrected = (await download(admin, operation.id)).replace('nobody', email)
  const again = await upload(admin, corrected.trimEnd())
  expect(again.columns.map(({ name, target }) => [name, target])).toEqual([
    ['Line', null],
    ['Code', null],
    ['Reason', null],
    ['Column', null],
    ['Who', 'email'],
    ['Nick', 'firstName'],
  ])
  expect(again.remembered).toBe(true)
  expect((await run(admin, again.id)).counts).toMatchObject({ added: 1, refused: 1 })
  expect((await users(admin)).find((user) => user.email === email)?.firstName).toBe('=Bea')

  const third = await upload(admin, 'Who,Nick', `${newEmail()},Dan`)
  expect(third.columns.map(({ target }) => target)).toEqual(mapping)
})

test.each([
  ['damaged .xlsx', [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00], 'no-workbook'],
  ['.xls', [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], 'workbook'],
])('US4: a %s under the name of a CSV file is refused', async (_, bytes, code) => {
  const { client } = await someone()
  const file = new Blob([new Uint8Array(bytes)], { type: 'text/csv' })
  const refused = client.createUserImport({ query: {}, upload: file })
  expect(await problemOf(refused)).toMatchObject({
    type: expect.stringContaining('file-not-readable'),
    errors: [{ code }],
  })
})

const excel = async (given: Parameters<typeof workbook>[0]) =>
  new Blob([new Uint8Array(await workbook(given))], { type: 'application/octet-stream' })

test('US4: a workbook of Excel is read as it looks, the first sheet that is not hidden; lines are those of the sheet', async () => {
  const admin = await someone()
  await app.hub(admin.organization, 'North')
  const born = await admin.client.createField({ body: { kind: 'date', name: 'Born' } })
  const [ann, ben] = [newEmail(), newEmail()]
  const uploaded = await admin.client.createUserImport({
    query: { name: 'people.xlsx' },
    upload: await excel({
      hiddenFirst: true,
      rows: [
        ['People of May'],
        [],
        ['E-mail', 'First name', 'Employee ID', 'Phone', 'Hub', 'Born'],
        [ann, 'Ann', 17, 6_281_234_567_890, 'north', { number: 46_112, format: 'd.m.yy' }],
        [],
        [ben, 'Ben', 17, 'call me'],
      ],
    }),
  })
  expect(uploaded).toMatchObject({ encoding: null, delimiter: null, headerRow: 2, rows: 2 })
  expect(uploaded.columns.map(({ target }) => target)).toEqual([
    'email',
    'firstName',
    'employeeId',
    'phone',
    'hubs',
    `field:${born.id}`,
  ])
  const params = { importId: uploaded.id }
  const chosen = await admin.client.updateUserImport({ params, body: { encoding: 'utf-8' } })
  expect(chosen).toMatchObject({ encoding: null, delimiter: null, rows: 2 })
  const { errors } = await admin.client.previewUserImport({ params, body: admin.choices })
  expect(errors.map(({ line, column, reason }) => [line, column, reason])).toEqual([
    [6, 'Phone', 'not-a-phone-number'],
    [6, null, 'employee-id-twice'],
  ])
  const operation = await run(admin, uploaded.id)
  expect(operation.counts).toMatchObject({ added: 1, refused: 1 })
  expect(operation.file?.name).toBe('refused-people.csv')
  const [member] = (await users(admin)).filter(({ email }) => email === ann)
  expect(member).toMatchObject({ employeeId: '17', phone: '6281234567890', hubs: [{}] })
  const answers = await admin.client.getUserFields({ params: { memberId: member?.id as never } })
  expect(answers.items).toMatchObject([{ field: { name: 'Born' }, value: '2026-03-31' }])

  const again = await upload(
    admin,
    (await download(admin, operation.id))
      .replace('call me', '+62 811 3456')
      .replace('"17"', '"18"'),
  )
  expect(again).toMatchObject({ remembered: true, delimiter: ',' })
  expect(await run(admin, again.id)).toMatchObject({ counts: { added: 1 }, refusals: [] })
})

test('US4: of a workbook formulas count with their values, and one with more rows than are taken is refused', async () => {
  const admin = await someone()
  const email = newEmail()
  const formula = `<row r="1"><c t="str"><v>email</v></c></row>
    <row r="2"><c t="str"><f>CONCATENATE("a","b")</f><v>${email}</v></c></row>`
  const upload = async (sheet: string) =>
    admin.client.createUserImport({ query: {}, upload: await excel({ sheet }) })
  await run(admin, (await upload(formula)).id)
  expect((await users(admin)).map((user) => user.email)).toContain(email)
  const many = '<row><c t="str"><v>x</v></c></row>'.repeat(100_021)
  expect((await problemOf(upload(many)))?.errors).toMatchObject([
    { code: 'too-many-rows', values: { max: 100_000 } },
  ])
})

test('US4: refused rows say why in the language of whoever imports, whatever the organization speaks', async () => {
  const admin = await someone()
  await admin.client.updateMyProfile({ body: { language: 'id' } })
  const operation = await importAll(admin, 'email,role', 'nobody,', `${newEmail()},King`)
  const rows: Record<string, string>[] = parse(await download(admin, operation.id), {
    columns: true,
    bom: true,
  })
  expect(rows.map(({ Line, Code, Reason, Column }) => [Line, Code, Reason, Column])).toEqual([
    ['2', 'not-an-email', 'Bukan alamat e-mail', 'email'],
    ['3', 'no-such-role', 'Tidak ada peran dengan nama ini', 'role'],
  ])
})

test('US4: a file of refused rows from before reasons were told in words is taken as well', async () => {
  const admin = await someone()
  const { columns } = await upload(
    admin,
    '"Line","Reason","Column","email"',
    `2,"x","email",${newEmail()}`,
  )
  expect(columns.map(({ target }) => target)).toEqual([null, null, null, 'email'])
})

test('US4: whoever uploaded a file finds it again until it is imported, and nobody else does', async () => {
  const admin = await someone()
  const other = await someone('admin', admin.organization)
  const [one, two] = [
    await upload(admin, 'Email', newEmail()),
    await upload(admin, 'Email', newEmail()),
  ]
  const list = async ({ client }: Someone) =>
    (await client.listUserImports()).items.map(({ id }) => id)
  expect((await list(admin)).toSorted()).toEqual([one.id, two.id].toSorted())
  expect(await list(other)).toEqual([])
  const operation = await run(admin, one.id)
  expect(await list(admin)).toEqual([two.id])
  const params = { importId: one.id }
  expect((await admin.client.getUserImport({ params })).operationId).toBe(operation.id)
  await admin.client.removeUserImport({ params: { importId: two.id } })
  expect(await list(admin)).toEqual([])
})

test('US4: a preview shows the first rows and mistakes of the file, whatever becomes of those below', async () => {
  const admin = await someone()
  const rows = Array.from({ length: 700 }, (_, n) =>
    n === 1 ? `${newEmail()},King` : n % 2 === 0 ? `${newEmail()},` : 'nobody,',
  )
  const { id } = await upload(admin, 'Email,Role', ...rows)
  const unknown = await upload(admin, 'Email,Employee id', ',E404', ...rows.map(() => 'nobody,'))
  const preview = (importId: ImportId) =>
    admin.client.previewUserImport({ params: { importId }, body: admin.choices })
  const first = await preview(id)
  expect(first).toMatchObject({ add: 350, refuse: 350 })
  expect(first.rows.map(({ line }) => line)).toEqual(rows.slice(0, 100).map((_, n) => n + 2))
  expect(first.errors[0]).toMatchObject({ line: 3, reason: 'no-such-role' })
  // Judged after all that can be seen to be wrong without the database; and yet in its place.
  const { errors } = await preview(unknown.id)
  expect(errors).toHaveLength(500)
  expect(errors.slice(0, 2)).toMatchObject([
    { line: 2, reason: 'unknown-employee-id' },
    { line: 3, reason: 'not-an-email' },
  ])
})

test('US4: people who are there are updated by address or employee id; empty cells leave what stands', async () => {
  const admin = await someone()
  const [ann, ben] = [newEmail(), newEmail()]
  await importAll(
    admin,
    'email,first name,title,employee id',
    `${ann},Ann,Boss,E1`,
    `${ben},Ben,Clerk,E2`,
  )
  const again = await importAll(
    admin,
    'email,first name,title,employee id',
    `${ann},,Chief,`,
    ',Benny,,e2',
    `${admin.person.email},Test,,`,
  )
  expect(again.counts).toEqual({ added: 0, updated: 2, unchanged: 1, refused: 0 })
  const now = await users(admin)
  expect(now.find(({ email }) => email === ann)).toMatchObject({ firstName: 'Ann', title: 'Chief' })
  expect(now.find(({ email }) => email === ben)).toMatchObject({
    firstName: 'Benny',
    title: 'Clerk',
  })
  const kept = await run(admin, (await upload(admin, 'email,title', `${ann},Nobody`)).id, {
    update: false,
  })
  expect(kept.refusals).toMatchObject([{ name: ann, reason: 'already-a-member' }])
})

describe('an attacker with a file', () => {
  test('PW6: cannot give the owner of an employee id another address, nor take two people for one', async () => {
    const admin = await someone()
    const [ann, ben, mallory] = [newEmail(), newEmail(), newEmail()]
    await importAll(admin, 'email,employee id', `${ann},E1`, `${ben},E2`)
    const operation = await importAll(admin, 'email,employee id', `${mallory},E1`, `${ben},E1`)
    expect(operation.refusals.map(({ reason }) => reason)).toEqual([
      'email-differs',
      'employee-id-twice',
    ])
    const both = await importAll(admin, 'email,employee id', `${ben},E1`)
    expect(both.refusals.map(({ reason }) => reason)).toEqual(['two-people'])
    expect((await users(admin)).map(({ email }) => email).toSorted()).toEqual(
      [ann, ben, admin.person.email].toSorted(),
    )
  })

  test('US9, RP5: makes nobody an owner, demotes none, gives nothing beyond their own, and does not raise themselves', async () => {
    const owner = await someone('owner')
    const { organization } = owner
    const admin = await someone('admin', organization)
    const adder = await owner.client.createRole({ body: { name: 'Adder' } })
    await owner.client.updateRole({
      params: { roleId: adder.id },
      body: { permissions: ['users:view', 'users:add'] },
    })
    const poor = await someone(adder.id, organization)
    const reasons = async (who: Someone, ...lines: string[]) =>
      (await importAll(who, 'email,role,title', ...lines)).refusals.map(({ reason }) => reason)

    expect(
      await reasons(
        owner,
        `${newEmail()},Owner,`,
        `${owner.person.email},Admin,`,
        `${admin.person.email},Owner,`,
      ),
    ).toEqual(['owner-protected', 'own-role', 'owner-protected'])
    expect(await reasons(admin, `${owner.person.email},,Fool`)).toEqual(['owner-protected'])
    const poorly = { ...poor, choices: { roleId: adder.id } }
    expect(
      await reasons(
        poorly,
        `${newEmail()},Admin,`,
        `${admin.person.email},,Fool`,
        `${poor.person.email},,Me`,
      ),
    ).toEqual(['more-than-you-hold', 'not-permitted', 'not-permitted'])
    const params = { importId: (await upload(poor, 'email', newEmail())).id }
    const giveAdmin = poor.client.startUserImport({
      params,
      body: { roleId: organization.roles.admin },
    })
    expect(await resultOf(giveAdmin)).toBe('more-than-you-hold')
    const giveOwner = admin.client.startUserImport({
      params: { importId: (await upload(admin, 'email', newEmail())).id },
      body: { roleId: organization.roles.owner },
    })
    expect(await resultOf(giveOwner)).toBe('owner-protected')
  })

  test('PR3: sees and maps nothing of another organization, nor of another administrator', async () => {
    const [admin, stranger] = [await someone(), await someone()]
    const colleague = await someone('admin', admin.organization)
    const { id } = await upload(admin, 'email', newEmail())
    const foreign = await stranger.client.createField({ body: { kind: 'text', name: 'Secret' } })
    for (const other of [stranger, colleague])
      expect(await resultOf(other.client.getUserImport({ params: { importId: id } }))).toBe(
        'not-found',
      )
    const mapping = admin.client.updateUserImport({
      params: { importId: id },
      body: { mapping: [`field:${foreign.id}`] },
    })
    expect((await problemOf(mapping))?.errors).toMatchObject([{ code: 'unknown' }])
  })

  test('US3, PR4: adds somebody who is known elsewhere like anybody else, and learns nothing', async () => {
    const admin = await someone()
    const elsewhere = await app.organization({ name: 'Zebrawood Secret' })
    const person = await app.person()
    await app.member(elsewhere, person)
    const operation = await importAll(admin, 'email', person.email, newEmail())
    expect(operation.counts).toMatchObject({ added: 2, refused: 0 })
    const [known, fresh] = (await users(admin)).filter(({ source }) => source === 'imported')
    expect(Object.keys(known ?? {})).toEqual(Object.keys(fresh ?? {}))
    const [mail] = await mailsTo(app, person.email)
    expect(mail?.template).toBe('added')
    expect(JSON.stringify([operation, known, mail])).not.toContain('Zebrawood')
  })

  test('DR2: loses the right in the middle, and the import ends there', async () => {
    const admin = await someone()
    const lines = Array.from({ length: 3 }, newEmail)
    const { id } = await upload(admin, 'email', ...lines)
    const operation = await admin.client.startUserImport({
      params: { importId: id },
      body: admin.choices,
    })
    await app.owner.transaction((tx) =>
      tx.query(
        sql`update members set role_id = ${admin.organization.roles.planner} where id = ${admin.memberId}`,
      ),
    )
    await runJobs(app, 'operation-user-import')
    const [row] = await app.owner.transaction((tx) =>
      tx.query<{ status: string; failure: string }>(
        sql`select status, failure from operations where id = ${operation.id}`,
      ),
    )
    expect(row).toEqual({ status: 'failed', failure: 'not-permitted' })
    const [count] = await app.owner.transaction((tx) =>
      tx.query<{ count: number }>(
        sql`select count(*) from members where organization_id = ${admin.organization.id}`,
      ),
    )
    expect(count?.count).toBe(1)
  })
})

test('US5: an invitation by a member gives way to the file; one by an administrator stays, with what the file says', async () => {
  const owner = await someone('owner')
  const { organization } = owner
  const [byMember, byAdmin] = [await app.person(newEmail()), await app.person(newEmail())]
  for (const who of [byMember, byAdmin]) await app.member(organization, who, { status: 'invited' })
  await app.owner.transaction((tx) =>
    tx.query(sql`update members set source = 'member-invited' where identity_id = ${byMember.id}`),
  )
  const operation = await importAll(
    owner,
    'email,first name',
    `${byMember.email},Mem`,
    `${byAdmin.email},Adm`,
  )
  expect(operation.counts).toEqual({ added: 1, updated: 1, unchanged: 0, refused: 0 })
  const now = await users(owner)
  expect(now.find(({ firstName }) => firstName === 'Mem')).toMatchObject({
    status: 'registering',
    source: 'imported',
  })
  expect(now.find(({ firstName }) => firstName === 'Adm')).toMatchObject({
    status: 'invited',
    source: 'invited',
  })
})

test('US4: whatever happens between two steps, every row is imported once', async () => {
  const admin = await someone()
  const emails = Array.from({ length: 700 }, newEmail)
  const { id } = await upload(admin, 'email', ...emails)
  const { id: operationId } = await admin.client.startUserImport({
    params: { importId: id },
    body: admin.choices,
  })
  // Two processes take the same job at once, again and again.
  const performer = performersOf(app.settings).find(
    ({ job: { name } }) => name === 'operation-user-import',
  )
  const context = {
    organizationId: admin.organization.id,
    now: new Date(),
    attempt: 1,
    lastAttempt: false,
    signal: new AbortController().signal,
    log: app.settings.log,
  }
  const perform = () => performer?.perform(app.db, { operationId }, context)
  for (let round = 0; round < 20; round++) {
    await Promise.all([perform(), perform()])
    const { status } = await admin.client.getOperation({ params: { operationId } })
    if (status !== 'running') break
  }
  const operation = await admin.client.getOperation({ params: { operationId } })
  expect(operation).toMatchObject({ status: 'done', counts: { added: 700, refused: 0 } })
  const [left] = await app.owner.transaction((tx) =>
    tx.query<{ rows: number; members: number }>(sql`select
      (select count(*) from import_rows where import_id = ${id}) as rows,
      (select count(*) from members where organization_id = ${admin.organization.id}) as members`),
  )
  expect(left).toEqual({ rows: 0, members: 701 })
})
