import type pg from 'pg'

/** Tables of the identity plane: no organization; only foyer reads them, filtering by hand. */
export const identityPlane = [
  'authenticators',
  'email_changes',
  'email_codes',
  'enrolments',
  'evidence',
  'founding_keys',
  'held_links',
  'identities',
  'identity_events',
  'joinings',
  'known_browsers',
  'logins',
  'mails',
  'object_removals',
  'object_store',
  'old_passwords',
  'organization_slugs',
  'password_links',
  'passwords',
  'pending_sign_ins',
  'provider_sessions',
  'rate_counts',
  'recovery_codes',
  'schema_migrations',
  'sessions',
  'set_up_links',
  'sso_attempts',
  'throttles',
]

/** Every policy that lets a role see or write more than its own organization's rows, each with its reason. */
export const exceptions: Record<string, string> = {
  'members own foyer': 'entering finds one’s own membership',
  'members own_visit foyer': 'entering stamps one’s own visit',
  'audit_events anywhere foyer': 'a switch writes into two audit logs',
  'idempotency_keys forgets foyer_worker': 'old keys of all organizations are forgotten',
  'files forgets foyer_worker': 'files of all organizations are forgotten once they have expired',
  'attachments forgets foyer_worker':
    'attachments of all organizations that no task has named are forgotten',
  'operations forgets foyer_worker': 'old operations of all organizations are forgotten',
  'custom_modules copier_reads foyer_copier': 'a copy names what it leaves behind',
}

/** Functions that run as the owner, above every wall, each with what keeps it to its caller. */
export const ownersFunctions: Record<string, string> = {
  access_link_of: 'tells whose the one access link is whose token the caller holds',
  analyze_when_grown: 'counts tables for the planner, tells nothing',
  members_by_employee_ids: 'filters by the organization of the transaction, tells ids',
  advance_billing:
    'brings the periods of the one organization that is named up to a moment, tells nothing',
  bill_activity: 'a trigger: nobody can call it',
  bill_by_old_zone: 'a trigger: nobody can call it',
  add_job: 'stamps the organization of the transaction',
  caller_of: 'tells of the one session whose token the caller holds',
  erase_some: 'erases of the one organization that is named, once erasing it has begun',
  erase_identity: 'erases the one identity that is named, once it is due',
  home_of: 'tells where it is noted, of the identity that the caller has found',
  keep_bill: 'brings the periods of the organization of the transaction up to a moment',
  keep_an_owner: 'a trigger: nobody can call it',
  language_of_identity: 'tells a language, of the identity that the caller has found',
  logo: 'tells one picture, which stands on pages before any door, to whoever knows its random id',
  live_session: 'tells of the one session whose token the caller holds',
  organization_of_connection:
    'tells whose a connection is, which stands in addresses that providers know',
  organization_of_domain: 'tells who has proved a domain, which its DNS shows to everybody',
  attachment_keys_sealed_otherwise: 'tells ids alone, to whoever replaces the secret key',
  count_attachments: 'a trigger: nobody can call it',
  note_object_removal: 'a trigger: nobody can call it',
  organizations_sealed_otherwise: 'tells ids alone, to whoever replaces the secret key',
  organizations_to_seal: 'tells ids alone, to the clock, whose job seals what it cannot read',
  organizations_to_bill: 'tells ids alone, to the clock, of those whose period is over',
  organizations_to_erase: 'tells ids alone, to the clock, of those whose days are over',
  organizations_with_single_sign_on: 'tells ids alone, to the clock, whose jobs each enter one',
  own_home: 'filters by the identity of the transaction',
  own_last_ownerships: 'filters by the identity of the transaction',
  own_memberships: 'filters by the identity of the transaction',
  own_rows: 'filters by the identity of the transaction',
  queue_mail: 'stamps the organization of the transaction',
  queue_mails: 'stamps the organization of the transaction',
  registered_elsewhere: 'tells yes or no, of the identity that the caller has found',
  replace_email: 'writes the one identity that is named, and its rows',
  seal_audit_events: 'adds a link over what is there, and tells how many events',
  search_ids: 'filters by the organization of the transaction, tells ids',
  session_now: 'tells of the one session whose token the caller holds',
  session_of: 'tells of the one session whose token the caller holds',
  slug_now: 'tells where a slug leads, which its door shows to everybody',
  strike_match: 'strikes the activity of the one match that is named, for the command line',
  start_erasing: 'begins with the one organization that is named, once its days are over',
  stop_organization: 'ends what the one organization has begun that is being deleted',
}

/** Roles that requests run as; none may get around the walls. */
const requestRoles = ['foyer', 'foyer_member', 'foyer_copier', 'foyer_worker']

/**
 * What is wrong with the walls of a database, in words; empty where every table keeps its organizations apart (PR3).
 * Reads the system catalogue, so that a table that nobody remembered is found as well.
 */
export async function findBreaches(client: pg.Client): Promise<string[]> {
  return [
    ...(await findTablesWithoutWall(client)),
    ...(await findLoosePolicies(client)),
    ...(await findLooseReferences(client)),
    ...(await findLooseRights(client)),
    ...(await findLooseRoles(client)),
    ...(await findLooseFunctions(client)),
  ]
}

async function findTablesWithoutWall(client: pg.Client) {
  const { rows } = await client.query<{
    name: string
    walled: boolean
    key: string | null
    owner: string
  }>(`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled, pg_get_userbyid(c.relowner) as owner,
      (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`)
  return rows
    .filter(({ name }) => !identityPlane.includes(name))
    .flatMap(({ name, walled, key, owner }) => [
      ...(walled ? [] : [`${name}: row-level security is not enabled and forced`]),
      ...(key === (name === 'organizations' ? 'id' : 'organization_id')
        ? []
        : [`${name}: its primary key does not begin with the organization`]),
      ...(owner === 'foyer_owner' ? [] : [`${name}: belongs to ${owner}`]),
    ])
}

async function findLoosePolicies(client: pg.Client) {
  const { rows } = await client.query<{
    tablename: string
    policyname: string
    role: string
    cmd: string
    qual: string | null
    with_check: string | null
  }>(`
    select tablename, policyname, role::text, cmd, qual, with_check from pg_policies, unnest(roles) as role
    where schemaname = 'public'`)
  const walled = new Map<string, Set<string>>()
  const breaches = []
  for (const { tablename, policyname, role, cmd, qual, with_check } of rows) {
    const key = tablename === 'organizations' ? 'id' : 'organization_id'
    const name = `${tablename} ${policyname} ${role}`
    if (name in exceptions || role === 'foyer_owner') continue
    const own = `(${key} = current_organization_id())`
    const either = `((${key} = source_organization_id()) OR (${key} = current_organization_id()))`
    const expected =
      role === 'foyer_member'
        ? cmd === 'ALL' && qual === own && with_check === own
        : role === 'foyer_copier' && cmd === 'SELECT'
          ? qual === either ||
            qual === `(${key} = ANY (ARRAY[source_organization_id(), current_organization_id()]))`
          : role === 'foyer_copier' &&
            (cmd === 'INSERT' || (cmd === 'ALL' && qual === own)) &&
            with_check === own
    if (!expected)
      breaches.push(`${name}: lets through ${cmd} where ${qual} with check ${with_check}`)
    if (role === 'foyer_member') walled.set(tablename, new Set([role]))
  }
  const { rows: tables } = await client.query<{ relname: string }>(
    `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
  )
  for (const { relname } of tables)
    if (!identityPlane.includes(relname) && !walled.has(relname))
      breaches.push(`${relname}: has no policy for members`)
  return breaches
}

/** Between tables of organizations a reference carries the organization, so that rows of two never point at each other. */
async function findLooseReferences(client: pg.Client) {
  const { rows } = await client.query<{
    from: string
    to: string
    columns: string[]
    indexed: boolean
  }>(`
    select con.conrelid::regclass::text as from, con.confrelid::regclass::text as to,
      (select array_agg(a.attname::text order by k.n) from unnest(con.conkey) with ordinality as k (attnum, n)
        join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.attnum) as columns,
      exists (select from pg_index i where i.indrelid = con.conrelid and i.indpred is null
        and (i.indkey::int2[])[0:cardinality(con.conkey) - 1] @> con.conkey) as indexed
    from pg_constraint con where con.contype = 'f' and con.connamespace = 'public'::regnamespace`)
  const ground = [...identityPlane, 'organizations']
  return rows.flatMap(({ from, to, columns, indexed }) => [
    ...(ground.includes(from) || ground.includes(to) || columns[0] === 'organization_id'
      ? []
      : [`${from} → ${to}: the reference (${columns.join(', ')}) does not carry the organization`]),
    ...(indexed ? [] : [`${from} → ${to}: no index on (${columns.join(', ')})`]),
  ])
}

/**
 * What the audit log is written with: nothing may change what stands there, or say which link seals it (OP3). And the bill: nobody but
 * the database writes the ledger, nobody takes back an interval or when it began (BL3).
 */
const appendOnly: Record<string, readonly string[]> = {
  audit_events: ['SELECT', 'INSERT'],
  audit_seals: ['SELECT'],
  billing_entries: ['SELECT'],
  billing_periods: ['SELECT'],
  match_intervals: ['SELECT', 'INSERT'],
}

/** Rights on single columns of these tables that are otherwise than on the table. */
const onColumns: Record<string, boolean> = {
  'insert audit_events.seal': false,
  'update match_intervals.ended_at': true,
}

async function findLooseRights(client: pg.Client) {
  const roles = `('foyer_member', 'foyer_copier', 'foyer_worker', 'foyer', 'PUBLIC')`
  const { rows } = await client.query<{
    table_name: string
    grantee: string
    privilege_type: string
  }>(`
    select table_name::text, grantee::text, privilege_type::text from information_schema.role_table_grants
    where table_schema = 'public' and grantee in ${roles}`)
  const { rows: columns } = await client.query<{
    table_name: string
    column_name: string
    grantee: string
    privilege_type: string
  }>(
    `
    select table_name::text, column_name::text, grantee::text, privilege_type::text
    from information_schema.column_privileges
    where table_schema = 'public' and grantee in ${roles} and table_name = any ($1)`,
    [Object.keys(appendOnly)],
  )
  return [
    ...rows.flatMap(({ table_name, grantee, privilege_type }) => {
      const right = `${grantee} may ${privilege_type.toLowerCase()} ${table_name}`
      if (grantee === 'PUBLIC' || privilege_type === 'TRUNCATE') return [right]
      if (grantee === 'foyer_member' && identityPlane.includes(table_name)) return [right]
      const granted = appendOnly[table_name]
      return granted && !granted.includes(privilege_type) ? [right] : []
    }),
    ...columns.flatMap(({ table_name, column_name, grantee, privilege_type }) => {
      const right = `${privilege_type.toLowerCase()} ${table_name}.${column_name}`
      const granted = onColumns[right] ?? appendOnly[table_name]?.includes(privilege_type)
      return granted ? [] : [`${grantee} may ${right}`]
    }),
  ]
}

async function findLooseRoles(client: pg.Client) {
  const { rows } = await client.query<{
    rolname: string
    above: boolean
    inherits: boolean
    owns: boolean
  }>(
    `select rolname, rolsuper or rolbypassrls as above, rolinherit as inherits,
      exists (select from pg_class where relowner = pg_roles.oid) as owns
     from pg_roles where rolname = any ($1) or rolname = 'foyer_owner'`,
    [requestRoles],
  )
  return rows.flatMap(({ rolname, above, inherits, owns }) => [
    ...(above ? [`${rolname} is above row-level security`] : []),
    ...(rolname === 'foyer' && inherits
      ? ['foyer inherits the rights of the roles that it takes on']
      : []),
    ...(rolname !== 'foyer_owner' && owns ? [`${rolname} owns tables`] : []),
  ])
}

async function findLooseFunctions(client: pg.Client) {
  const { rows } = await client.query<{
    name: string
    pinned: boolean
    open: boolean
    trigger: boolean
  }>(`
    select proname as name, prorettype = 'trigger'::regtype as trigger,
      coalesce(array_to_string(proconfig, ' ') ~ 'search_path=.*pg_temp$', false) as pinned,
      proacl is null or exists (select from aclexplode(proacl) where grantee = 0 and privilege_type = 'EXECUTE') as open
    from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`)
  return rows.flatMap(({ name, pinned, open, trigger }) => [
    ...(name in ownersFunctions ? [] : [`${name}: runs as the owner and is not known`]),
    ...(pinned ? [] : [`${name}: runs as the owner under the caller's search path`]),
    ...(open && !trigger ? [`${name}: runs as the owner for anybody`] : []),
  ])
}
