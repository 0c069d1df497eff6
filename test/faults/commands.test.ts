import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '#api/client.ts'
import { MemberId } from '#api/common.ts'
import { resultOf } from '#test/problem-of.ts'

const command = join(import.meta.dirname, '../../bin/foyer')
const base = mkdtempSync(join(tmpdir(), 'foyer-commands-'))
// PostgreSQL's user must be able to pass when we are root.
chmodSync(base, 0o711)

const children: ReturnType<typeof spawn>[] = []
const environment = {
  PATH: process.env.PATH ?? '',
  FOYER_DEMO: 'off',
  FOYER_DATA: join(base, 'data'),
}

let origin: string
let owner: pg.Client

/** The real command, beside the running Foyer; standard output, what standard error says, and the exit code. */
async function foyer(...args: string[]) {
  const child = spawn(command, args, {
    cwd: base,
    env: { ...environment, FOYER_PORT: new URL(origin).port },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    said.out += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    said.err += chunk.toString()
  })
  const [code] = await once(child, 'close')
  const err = said.err
    .split('\n')
    .filter((line) => !line.startsWith('{'))
    .join('\n')
  return { code, out: said.out.trim(), err: err.trim() }
}
const json = async (...args: string[]) => {
  const { code, out, err } = await foyer(...args, '--json')
  return { code, err, data: out ? JSON.parse(out) : null }
}

beforeAll(async () => {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  const port = String(typeof address === 'object' && address ? address.port : 0)
  probe.close()
  await once(probe, 'close')
  origin = `http://localhost:${port}`
  const running = spawn(command, ['start'], {
    cwd: base,
    env: { ...environment, FOYER_PORT: port },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(running)
  let output = ''
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  for (let waited = 0; !output.includes(' runs on '); waited += 50) {
    if (running.exitCode !== null || waited > 60_000)
      throw new Error(`Foyer did not start:\n${output}`)
    await sleep(50)
  }
  const { joinEmbeddedPostgres } = await import('#server/platform/embedded-postgres.ts')
  owner = new pg.Client({
    connectionString: (await joinEmbeddedPostgres(environment.FOYER_DATA)).ownerUrl,
  })
  await owner.connect()
}, 90_000)

afterAll(async () => {
  await owner?.end()
  for (const child of children) {
    if (child.exitCode !== null) continue
    child.kill('SIGTERM')
    await Promise.race([once(child, 'close'), sleep(10_000)])
    if (child.exitCode === null) child.kill('SIGKILL')
  }
  rmSync(base, { recursive: true, force: true })
})

const client = (token?: string) => createClient({ baseUrl: origin, token })
const password = 'a rather long sentence'

/** Sets the password through a printed link, signs in, and enters. */
async function enter(link: string, email: string) {
  const token = decodeURIComponent(new URL(link).hash.slice(1))
  await client().setPassword({ body: { token, password } })
  return signIn(email)
}
async function signIn(email: string) {
  const first = await client().signIn({ body: { email, password, transport: 'bearer' } })
  if (first.outcome === 'entered') return client(first.token)
  const { organizations } = await client(first.pendingToken).listMyOrganizations()
  const entered = await client(first.pendingToken).switchOrganization({
    body: { memberId: MemberId.parse(organizations[0]?.memberId) },
  })
  if (entered.outcome !== 'entered') throw new Error(`was ${entered.outcome}`)
  return client(entered.token)
}

const create = (name: string, email: string, ...more: string[]) =>
  json(
    'create-organization',
    name,
    '--owner',
    email,
    '--hub',
    'Jakarta',
    '--at',
    '-6.2,106.8',
    ...more,
  )

describe('OP4: foyer beside a running Foyer', () => {
  test('makes an organization; its owner sets a password by the printed link, and is at home there', async () => {
    const { code, err, data } = await create('Acme Logistics', 'Ann@Acme.test', '--password-link')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(data).toEqual({
      organization: {
        id: expect.any(String),
        name: 'Acme Logistics',
        slug: 'acme-logistics',
        address: `${origin}/o/acme-logistics`,
        timeZone: 'Asia/Jakarta',
      },
      owner: 'ann@acme.test',
      link: expect.stringContaining(`${origin}/set-password#`),
    })
    const ann = await enter(data.link, 'ann@acme.test')
    const session = await ann.getSession()
    expect(session).toMatchObject({
      organization: { name: 'Acme Logistics' },
      role: { template: 'owner' },
    })
    expect((await ann.listHubs({ query: {} })).items).toMatchObject([
      { name: 'Jakarta', country: 'ID' },
    ])
    const { rows } = await owner.query(
      `select home_organization_id as home from identities where email = 'ann@acme.test'`,
    )
    expect(rows).toEqual([{ home: data.organization.id }])
    expect(
      (
        await json(
          'create-organization',
          'Second',
          '--owner',
          'ann@acme.test',
          '--hub',
          'X',
          '--at',
          '1,2',
        )
      ).data,
    ).toMatchObject({
      link: null,
    })
  })

  test('without --password-link the owner is mailed, and nothing secret is printed', async () => {
    const { out } = await foyer(
      'create-organization',
      'Mailed',
      '--owner',
      'mail@x.test',
      '--hub',
      'H',
      '--at',
      '0,0',
      '--time-zone',
      'Africa/Accra',
    )
    expect(out).toMatch(/in the time zone Africa\/Accra: /)
    expect(out).toMatch(/A mail to mail@x\.test/)
    expect(out).not.toContain('#')
    const { rows } = await owner.query(
      `select id from mails where recipient = 'mail@x.test' and template = 'set-password'`,
    )
    expect(rows).toHaveLength(1)
  })

  test('says what it does not understand, before it does anything', async () => {
    const before = await owner.query('select count(*) from organizations')
    const wrong = [
      [['create-organization'], /wants one name/],
      [['create-organization', 'Acme', '--owner', 'ann', '--hub', 'H', '--at', '1,2'], /--owner/],
      [
        ['create-organization', 'Acme', '--owner', 'a@x.test', '--hub', 'H', '--at', '91,2'],
        /--at/,
      ],
      [['create-organization', 'Acme', '--owner', 'a@x.test', '--hub', 'H', '--at', '1'], /--at/],
      [
        ['create-organization', 'A', '--owner', 'a@x.test', '--hub', 'H', '--at', '1,2'],
        /3 to 100/,
      ],
      [
        'create-organization Acme --owner a@x.test --hub H --at 1,2 --time-zone Jakarta'.split(' '),
        /--time-zone with the name of one/,
      ],
      [['create-organization', 'Acme', '--colour', 'red'], /no option --colour/],
      [['add-owner', 'acme-logistics'], /one e-mail address/],
      [['add-owner', 'ACME!', 'a@x.test'], /organization/],
      [['check-audit', 'acme-logistics', '--head', 'x'], /--head/],
      [['check-audit', '--head', `1:${'0'.repeat(64)}`], /--head/],
      [['delete-organization', 'acme-logistics'], /--yes/],
      [['start', '--json'], /no option --json/],
      [['unlock', 'a@x.test', '--yes'], /yes/],
      [['export', 'acme-logistics'], /one file/],
      [['check-bill', 'ACME!'], /organization/],
      [['list-bills', '--since', 'yesterday'], /--since wants a time/],
      [['strike-match', 'acme-logistics', '--reason', 'by mistake'], /--match/],
      [['strike-match', 'acme-logistics', '--match', randomUUID()], /--reason/],
    ] as const
    const answers = await Promise.all(wrong.map(([args]) => foyer(...args)))
    for (const [n, { code, out, err }] of answers.entries()) {
      expect({ code, out }, wrong[n]?.[0].join(' ')).toEqual({ code: 2, out: '' })
      expect(err).toMatch(wrong[n]?.[1] ?? /never/)
    }
    expect((await owner.query('select count(*) from organizations')).rows).toEqual(before.rows)
  })

  test('adds an owner: new to it, a member of it, or one already; the other owners are told', async () => {
    const added = await json('add-owner', 'acme-logistics', 'ben@acme.test', '--password-link')
    expect(added).toMatchObject({ code: 0, data: { result: 'added', email: 'ben@acme.test' } })
    const ben = await enter(added.data.link, 'ben@acme.test')
    expect(await ben.getSession()).toMatchObject({ role: { template: 'owner' } })
    const { rows } = await owner.query(`select recipient from mails where template = 'owner-added'`)
    expect(rows).toEqual([{ recipient: 'ann@acme.test' }])

    await owner.query(`update members set role_id = (select id from roles r where r.organization_id = members.organization_id
      and template = 'field_user') where email = 'ben@acme.test'`)
    expect(await json('add-owner', 'acme-logistics', 'ben@acme.test')).toMatchObject({
      code: 0,
      data: { result: 'role-changed', link: null },
    })
    expect(await json('add-owner', 'acme-logistics', 'ben@acme.test')).toMatchObject({
      code: 0,
      data: { result: 'unchanged' },
    })
    const noted = await owner.query(
      `select action, actor_member_id from audit_events where details ->> 'by' = 'operator' order by id`,
    )
    expect(noted.rows).toEqual([
      { action: 'user.added', actor_member_id: null },
      { action: 'user.updated', actor_member_id: null },
    ])
    await owner.query(
      `update members set status_before_suspension = status, status = 'suspended' where email = 'ben@acme.test'`,
    )
    expect(await foyer('add-owner', 'acme-logistics', 'ben@acme.test')).toMatchObject({
      code: 1,
      err: expect.stringContaining('suspended'),
    })
    expect(await foyer('add-owner', 'nowhere', 'ben@acme.test')).toMatchObject({
      code: 1,
      err: expect.stringContaining('no organization "nowhere"'),
    })
  })

  test('unlocks and answers in JSON', async () => {
    expect(await json('unlock', 'ann@acme.test')).toEqual({
      code: 0,
      err: '',
      data: { email: 'ann@acme.test', lockedUntil: null },
    })
    expect(await json('reset-authenticator', 'ann@acme.test')).toMatchObject({
      code: 1,
      err: 'foyer: ann@acme.test has no authenticator.',
    })
    expect(await json('rotate-keys')).toMatchObject({
      code: 0,
      data: { sealed: expect.any(Number) },
    })
    expect(await json('migrate')).toMatchObject({ code: 0, data: { applied: [] } })
  })

  test('lists all organizations', async () => {
    const { data } = await json('list-organizations')
    expect(data.organizations.map(({ slug }: { slug: string }) => slug)).toEqual([
      'acme-logistics',
      'second',
      'mailed',
    ])
    expect((await foyer('list-organizations')).out).toMatch(/^acme-logistics {2}Acme Logistics$/m)
  })

  test('OP3: checks the audit chains, of all or of one, and compares a head that was kept', async () => {
    await owner.query('select seal_audit_events(id, now(), 1000) from organizations')
    const { code, data } = await json('check-audit')
    expect(code).toBe(0)
    expect(data.checked).toHaveLength(3)
    const [acme] = data.checked
    expect(acme).toMatchObject({
      organization: 'acme-logistics',
      broken: null,
      links: acme.head.number,
    })
    const head = `${acme.head.number}:${acme.head.hash}`
    expect((await foyer('check-audit', 'acme-logistics')).out).toContain(head)
    expect(await foyer('check-audit', 'acme-logistics', '--head', head)).toMatchObject({ code: 0 })
    expect(
      await foyer('check-audit', 'acme-logistics', '--head', `1:${'0'.repeat(64)}`),
    ).toMatchObject({
      code: 1,
      out: expect.stringContaining('BROKEN at link 1: it is not the one that was kept'),
    })

    await owner.query(
      `update audit_events set action = 'x.y' where (organization_id, id) = (select organization_id, id from audit_events
        where organization_id = $1 and seal = 1 order by id limit 1)`,
      [(await json('list-organizations')).data.organizations[1].id],
    )
    expect(await foyer('check-audit')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/second {2}BROKEN at link 1[\s\S]*Checked: 3\. Broken: 1\./),
    })
    expect(await foyer('check-audit', 'acme-logistics')).toMatchObject({ code: 0 })
  })

  test('BL3: computes bills anew, lists what has closed, and strikes a match that was made by mistake', async () => {
    await owner.query(
      `update members set status = 'active', status_before_suspension = null where status = 'suspended'`,
    )
    const ann = await signIn('ann@acme.test')
    const { id: programId } = await ann.createProgram({ body: { name: 'Peers', kind: 'peer' } })
    const { rows: members } = await owner.query<{ id: string }>(
      `select m.id from members m join organizations o on o.id = m.organization_id where o.slug = 'acme-logistics'`,
    )
    const registrationIds = await Promise.all(
      members.map(async ({ id }) => {
        const body = { memberId: MemberId.parse(id), role: 'peer' as const }
        return (await ann.addParticipant({ params: { programId }, body })).id
      }),
    )
    const { id: matchId } = await ann.createMatch({ body: { programId, registrationIds } })
    expect(await json('check-bill', 'acme-logistics')).toMatchObject({
      code: 0,
      data: {
        checked: [{ organization: 'acme-logistics', whole: true, entries: 2, intervals: 2 }],
      },
    })
    expect((await foyer('check-bill')).out).toContain('Checked: 3. All are right.')

    const strike = ['strike-match', 'acme-logistics', '--match', matchId, '--reason', 'made twice']
    expect(await foyer(...strike)).toMatchObject({
      code: 1,
      err: expect.stringContaining('End an active one first'),
    })
    await ann.endMatch({ params: { matchId }, body: {} })
    expect(await json(...strike)).toMatchObject({ code: 0, data: { intervals: 2 } })
    expect(await foyer(...strike)).toMatchObject({ code: 1 })
    expect((await ann.getBilling()).current.billed).toBe(0)
    const { items } = await ann.listAuditEvents({ query: { action: 'billing.match_struck' } })
    expect(items).toMatchObject([
      { actor: null, details: { reason: 'made twice', intervals: 2, by: 'operator' } },
    ])

    // As if what was taken back had been written down as counted once more.
    await owner.query(`update billing_entries set change = -change where change = -1`)
    expect(await json('check-bill', 'acme-logistics')).toMatchObject({
      code: 1,
      data: { checked: [{ whole: false }] },
    })
    expect((await foyer('check-bill', 'second')).code).toBe(0)
    await owner.query(`update billing_entries e set change = -change
      where id <> (select min(f.id::text)::uuid from billing_entries f where f.identity_id = e.identity_id)`)

    expect(await json('list-bills')).toMatchObject({ code: 0, data: { events: [] } })
    expect(await foyer('list-bills', 'acme-logistics', '--since', '2026-01-01')).toMatchObject({
      code: 0,
      out: 'No period has closed.',
    })
    expect((await foyer('list-bills', 'nowhere')).code).toBe(1)
  })

  test('OR4: exports an organization to a new file that nobody else reads, and says so in its log', async () => {
    const file = join(base, 'acme.zip')
    const { code, data } = await json('export', 'acme-logistics', 'acme.zip')
    expect({ code, data }).toEqual({
      code: 0,
      data: { organization: expect.anything(), file, bytes: statSync(file).size },
    })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04'))
    expect(readFileSync(file, 'latin1')).toContain('audit_events.jsonl')
    expect(await foyer('export', 'acme-logistics', 'acme.zip')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is there already'),
    })
    expect(await foyer('export', 'acme-logistics', 'nowhere/acme.zip')).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be written'),
    })
    // Broken off by a power cut, say.
    writeFileSync(join(base, 'cut.zip.unfinished'), 'PK')
    expect(await foyer('export', 'acme-logistics', 'cut.zip')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/cut\.zip\.unfinished is there: .* remove it/),
    })
    // What could not be written has not left.
    const { rows } = await owner.query(
      `select details from audit_events where action = 'organization.exported'`,
    )
    expect(rows).toEqual([{ details: { by: 'operator' } }])
  })

  test('OR2: deletes with thirty days of grace, or everything at once', async () => {
    const ann = await signIn('ann@acme.test')
    expect(await json('delete-organization', 'acme-logistics', '--yes')).toMatchObject({
      code: 0,
      data: { until: expect.any(String) },
    })
    expect(await resultOf(ann.getSession())).toBe('not-signed-in')
    expect(await foyer('delete-organization', 'acme-logistics', '--yes')).toMatchObject({ code: 1 })
    expect((await foyer('list-organizations')).out).toMatch(/acme-logistics .*\(deleting until /)
    expect(await foyer('add-owner', 'acme-logistics', 'ann@acme.test')).toMatchObject({ code: 1 })

    expect(await foyer('delete-organization', 'acme-logistics', '--now', '--yes')).toMatchObject({
      code: 0,
      out: 'Acme Logistics was erased.',
    })
    const { rows } = await owner.query(`select slug from organizations order by id`)
    expect(rows).toEqual([{ slug: 'second' }, { slug: 'mailed' }])
    expect((await foyer('delete-organization', 'acme-logistics', '--now', '--yes')).code).toBe(1)
  })
})
