import pg from 'pg'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { confine, confineToCopy, openDatabase } from '#server/platform/database.ts'
import { findBreaches, identityPlane } from '#test/catalogue.ts'
import { freshDatabase } from '#test/database.ts'
import { fillOrganization } from '#test/fill-organization.ts'
import { startTestApp, type TestApp, type TestOrganization } from '#test/harness.ts'

let app: TestApp
let [acme, globex] = [] as unknown as [TestOrganization, TestOrganization]
beforeAll(async () => {
  app = await startTestApp(await freshDatabase())
  acme = await app.organization({ name: 'Acme' })
  globex = await app.organization({ name: 'Globex' })
  for (const inside of [acme, globex]) await fillOrganization(app, inside)
})
afterAll(() => app.stop())

const connect = async (connectionString: string) => {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

/** Names of the tables that hold rows of organizations, and which column says whose. */
async function walledTables() {
  const client = await connect(app.urls.ownerUrl)
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  )
  await client.end()
  return rows
    .filter(({ name }) => !identityPlane.includes(name))
    .map(({ name }) => ({ name, key: name === 'organizations' ? 'id' : 'organization_id' }))
}

test('PR3: every table keeps its organizations apart, by the catalogue', async () => {
  const client = await connect(app.urls.superuserUrl)
  expect(await findBreaches(client)).toEqual([])
  await client.end()
})

test('PR3: confined to one organization, no statement without a filter sees or touches a row of another', async () => {
  for (const { name, key } of await walledTables()) {
    const seen = await app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      return tx.query<{ whose: string }>(sql([`select ${key} as whose from ${name}`]))
    })
    expect(seen.length, name).toBeGreaterThan(0)
    expect([...new Set(seen.map((row) => row.whose))], name).toEqual([acme.id])
  }
})

test('PR3: confined to no organization, nothing is seen at all', async () => {
  for (const { name } of await walledTables()) {
    for (const organization of ['', '00000000-0000-0000-0000-000000000000']) {
      const seen = await app.db.transaction(async (tx) => {
        await confine(tx, organization)
        return tx.query(sql([`select from ${name}`]))
      })
      expect(seen, name).toEqual([])
    }
  }
})

test('PR3: a member’s transaction cannot read the identity plane', async () => {
  for (const table of identityPlane)
    await expect(
      app.db.transaction(async (tx) => {
        await confine(tx, acme.id)
        await tx.query(sql([`select from ${table}`]))
      }),
      table,
    ).rejects.toThrow(/permission denied/)
})

test('PR3: a row cannot be written into, nor moved to, another organization', async () => {
  const inAcme = (statement: ReturnType<typeof sql>) =>
    app.db.transaction(async (tx) => {
      await confine(tx, acme.id)
      return tx.query(statement)
    })
  await expect(
    inAcme(
      sql`insert into hubs (organization_id, name, latitude, longitude) values (${globex.id}, 'Planted', 0, 0)`,
    ),
  ).rejects.toThrow(/row-level security/)
  await expect(inAcme(sql`update hubs set organization_id = ${globex.id}`)).rejects.toThrow(
    /permission denied/,
  )
  expect(
    await inAcme(
      sql`update hubs set address = 'x' where organization_id = ${globex.id} returning id`,
    ),
  ).toEqual([])
  expect(
    await inAcme(
      sql`delete from task_assignees where organization_id = ${globex.id} returning task_id`,
    ),
  ).toEqual([])
})

test('PR3: a reference cannot point into another organization', async () => {
  const hub = await app.hub(globex)
  const member = await app.member(acme, await app.person())
  await expect(
    app.owner.transaction((tx) =>
      tx.query(
        sql`insert into member_hubs (organization_id, member_id, hub_id) values (${acme.id}, ${member}, ${hub})`,
      ),
    ),
  ).rejects.toThrow(/foreign key/)
})

test('PR3: before an organization is entered, foyer sees only one’s own memberships', async () => {
  const stranger = await app.person()
  await app.member(globex, stranger)
  const seenBy = (identityId: string) =>
    app.db.transaction(async (tx) => {
      await tx.query(sql`select set_config('app.identity_id', ${identityId}, true)`)
      return [
        await tx.query<{ id: string }>(sql`select distinct organization_id as id from members`),
        await tx.query<{ id: string }>(sql`select organization_id as id from own_memberships()`),
      ]
    })
  expect(await seenBy(stranger.id)).toEqual([[{ id: globex.id }], [{ id: globex.id }]])
  expect(await seenBy('')).toEqual([[], []])
  for (const table of ['organizations', 'roles', 'sign_in_policies', 'hubs', 'tasks'])
    await expect(
      app.db.transaction((tx) => tx.query(sql([`select from ${table}`]))),
    ).rejects.toThrow(/permission denied/)
})

test('CR4: the copier reads source and target, and writes only the target', async () => {
  const third = await app.organization()
  const copying = <T>(statement: ReturnType<typeof sql>) =>
    app.db.transaction(async (tx) => {
      await confineToCopy(tx, acme.id, globex.id)
      return tx.query<T & object>(statement)
    })
  const seen = await copying<{ id: string }>(sql`select id from organizations`)
  expect(seen.map((row) => row.id).sort()).toEqual([acme.id, globex.id].sort())
  await expect(
    copying(
      sql`insert into hubs (organization_id, name, latitude, longitude) values (${acme.id}, 'Back', 0, 0)`,
    ),
  ).rejects.toThrow(/row-level security/)
  await expect(
    copying(
      sql`insert into hubs (organization_id, name, latitude, longitude) values (${third.id}, 'Third', 0, 0)`,
    ),
  ).rejects.toThrow(/row-level security/)
  await expect(copying(sql`update hubs set name = 'x'`)).rejects.toThrow(/permission denied/)
})

test('OP3: the audit log is append-only for every role of the application', async () => {
  const role = (name: string, statement: ReturnType<typeof sql>) =>
    app.db.transaction(async (tx) => {
      await tx.query(
        sql`select set_config('role', ${name}, true), set_config('app.organization_id', ${acme.id}, true)`,
      )
      return tx.query(statement)
    })
  for (const name of ['none', 'foyer_member', 'foyer_copier', 'foyer_worker'])
    for (const statement of [
      sql`update audit_events set action = 'x'`,
      sql`delete from audit_events`,
      sql`insert into audit_events (organization_id, at, action, seal) values (${acme.id}, now(), 'x', 1)`,
      sql`insert into audit_seals (organization_id, number, events, hash, sealed_at) values (${acme.id}, 2, 1, '', now())`,
      sql`update audit_seals set hash = ''`,
      sql`delete from audit_seals`,
    ])
      await expect(role(name, statement), name).rejects.toThrow(/permission denied/)
})

/** The proof that the proof proves: each of these breaks a wall on purpose, and the catalogue must say so. */
const breakages: [what: string, statement: string, found: RegExp][] = [
  ['a dropped policy', 'drop policy member on hubs', /hubs: has no policy for members/],
  [
    'row-level security turned off',
    'alter table tasks disable row level security',
    /tasks: row-level security/,
  ],
  [
    'row-level security not forced',
    'alter table roles no force row level security',
    /roles: row-level security/,
  ],
  [
    'a policy without WITH CHECK of its own',
    'alter policy member on flows with check (true)',
    /flows member/,
  ],
  [
    'a policy that lets everything through',
    'create policy loose on members for select to foyer_member using (true)',
    /members loose/,
  ],
  [
    'a filter for the wrong setting',
    'alter policy member on hubs using (organization_id = source_organization_id())',
    /hubs member/,
  ],
  [
    'a table that nobody thought of',
    'create table forgotten (organization_id uuid, id uuid, primary key (id))',
    /forgotten: row-level security/,
  ],
  [
    'a reference without the organization',
    'alter table hubs add unique (id); alter table tasks add foreign key (hub_id) references hubs (id)',
    /does not carry the organization/,
  ],
  [
    'a right on the identity plane',
    'grant select on identities to foyer_member',
    /foyer_member may select identities/,
  ],
  [
    'a function of the owner that nobody knows',
    "create function peek() returns bigint language sql security definer as 'select count(*) from hubs'",
    /peek: runs as the owner and is not known/,
  ],
  [
    'a function of the owner open to all',
    'grant execute on function session_of to public',
    /session_of: runs as the owner for anybody/,
  ],
  [
    'an audit log that can be rewritten',
    'grant update on audit_events to foyer_member',
    /foyer_member may update audit_events/,
  ],
  [
    'a column of the audit log that can be rewritten',
    'grant update (details) on audit_events to foyer',
    /foyer may update audit_events.details/,
  ],
  [
    'an audit event that says which link seals it',
    'grant insert on audit_events to foyer_member',
    /foyer_member may insert audit_events.seal/,
  ],
  [
    'a chain that can be rewritten',
    'grant insert on audit_seals to foyer_member',
    /foyer_member may insert audit_seals/,
  ],
  [
    'a dropped policy of a table of the work',
    'drop policy member on match_intervals',
    /match_intervals: has no policy for members/,
  ],
  [
    'pictures of everybody for whoever answers requests',
    'create policy loose on attachments for select to foyer_member using (true)',
    /attachments loose/,
  ],
  [
    'row-level security turned off where comments stand',
    'alter table task_entries disable row level security',
    /task_entries: row-level security/,
  ],
  [
    'a ledger that can be rewritten',
    'grant delete on billing_entries to foyer_member',
    /foyer_member may delete billing_entries/,
  ],
  [
    'an interval of which the beginning can be moved',
    'grant update (started_at) on match_intervals to foyer_member',
    /foyer_member may update match_intervals.started_at/,
  ],
  [
    'an interval that can be struck by whoever answers requests',
    'grant update (voided_at) on match_intervals to foyer',
    /foyer may update match_intervals.voided_at/,
  ],
]

test.each(breakages)('PR3: the catalogue finds %s', async (_, statement, found) => {
  const client = await connect(app.urls.superuserUrl)
  await client.query('begin')
  await client.query('set local role foyer_owner')
  await client.query(statement)
  await client.query('reset role')
  const breaches = await findBreaches(client)
  await client.query('rollback')
  await client.end()
  expect(breaches.join('\n')).toMatch(found)
})

test('PR3: whoever connects as the owner sees through the walls, which is why Foyer refuses to run so', async () => {
  const asOwner = openDatabase({ connectionString: app.urls.ownerUrl })
  const seen = await asOwner.transaction((tx) =>
    tx.query<{ n: number }>(sql`select count(distinct organization_id) as n from hubs`),
  )
  await asOwner.close()
  expect(seen[0]?.n).toBeGreaterThan(1)
})
