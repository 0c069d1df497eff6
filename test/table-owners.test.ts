import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Which folder of server/ writes a table. Everybody else calls a verb of that folder. */
const owners: Record<string, string> = {
  access_links: 'joining',
  attachment_keys: 'attachments',
  attachments: 'attachments',
  audit_events: 'audit',
  audit_seals: 'audit',
  authenticators: 'door',
  billing_accounts: 'billing',
  billing_entries: 'billing',
  billing_periods: 'billing',
  break_glass_codes: 'door',
  connection_group_roles: 'sso',
  connections: 'sso',
  custom_modules: 'roles',
  do_not_match: 'programs',
  domains: 'sso',
  email_changes: 'credentials',
  email_codes: 'door',
  enrolments: 'door',
  evidence: 'sessions',
  field_values: 'members',
  fields: 'members',
  file_pieces: 'files',
  files: 'files',
  flow_versions: 'flows',
  flows: 'flows',
  founding_keys: 'founding',
  foundings: 'founding',
  held_links: 'sso',
  hubs: 'hubs',
  idempotency_keys: 'http',
  identities: 'identities',
  identity_events: 'identities',
  import_mappings: 'joining',
  import_rows: 'joining',
  joining_rules: 'joining',
  joinings: 'joining',
  known_browsers: 'sessions',
  logins: 'sessions',
  mails: 'mail',
  match_intervals: 'programs',
  match_participants: 'programs',
  matches: 'programs',
  member_hubs: 'hubs',
  members: 'members',
  organization_slugs: 'organizations',
  organizations: 'organizations',
  operations: 'operations',
  object_removals: 'attachments',
  object_store: 'attachments',
  old_passwords: 'identities',
  password_links: 'identities',
  passwords: 'identities',
  pending_sign_ins: 'sessions',
  programs: 'programs',
  proposals: 'programs',
  provider_sessions: 'sso',
  rate_counts: 'http',
  recovery_codes: 'door',
  refused_joins: 'members',
  registrations: 'programs',
  roles: 'roles',
  schema_migrations: 'platform',
  sessions: 'sessions',
  set_up_links: 'sso',
  sign_in_policies: 'door',
  sso_attempts: 'sso',
  sso_links: 'sso',
  sso_traces: 'sso',
  task_assignees: 'tasks',
  task_entries: 'tasks',
  task_import_mappings: 'tasks',
  task_imports: 'tasks',
  task_views: 'tasks',
  tasks: 'tasks',
  throttles: 'identities',
  user_imports: 'joining',
  user_changes: 'closing',
}

/** A place that writes a table of somebody else, and why it must. */
const exceptions: { place: string; table: string; reason: string }[] = [
  {
    place: 'sessions',
    table: 'audit_events',
    reason: 'SW3: one statement enters, so that nothing can stop between session and audit rows',
  },
  {
    place: 'sessions',
    table: 'members',
    reason: 'SW3: the same statement notes the visit',
  },
]

type Write = { file: string; place: string; table: string }

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const writing = [
  /\binsert\s+into\s+(?:public\.)?"?(\w+|\$\{)/gi,
  /\bdelete\s+from\s+(?:only\s+)?(?:public\.)?"?(\w+|\$\{)/gi,
  /\bmerge\s+into\s+(?:only\s+)?(?:public\.)?"?(\w+|\$\{)/gi,
  /\btruncate\s+(?:table\s+)?(?:public\.)?"?(\w+|\$\{)/gi,
  // `for update`, `on conflict do update set` and `on update` name no table.
  /(?<!\b(?:for|do|on|no key)\s+)\bupdate\s+(?:only\s+)?(?:public\.)?"?(\w+|\$\{[^}]*\})"?(?:\s+(?:as\s+)?\w+)?\s+set\b/gi,
]

/** The writes in a source file. A table that is not named in so many words counts as `${`. */
function findWrites(file: string, source: string): Write[] {
  const place = file.split('/')[1] ?? ''
  const code = source
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(/(?<![:'"`])\/\/.*$/gm, ' ')
    .replaceAll(/--\s.*$/gm, ' ')
  return writing
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .map(([, name = '']) => ({ file, place, table: name.startsWith('${') ? '${' : name }))
}

const writes = globSync('server/**/*.ts', { cwd: root, exclude: ['**/*.test.ts'] }).flatMap(
  (file) => findWrites(file, read(file)),
)

test('every table has one owner, and every owner a table', () => {
  const created = globSync(['server/migrations/*.sql', 'server/platform/migrate.ts'], { cwd: root })
    .flatMap((file) => [
      ...read(file).matchAll(
        /^[^\S\n]*(?:await \S+)?create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?(\w+)/gim,
      ),
    ])
    .map(([, table = '']) => table)
  expect(created.toSorted()).toEqual(Object.keys(owners).toSorted())
})

test('only the owner of a table writes it', () => {
  const foreign = writes.filter(
    ({ place, table }) =>
      owners[table] !== place &&
      !exceptions.some((exception) => exception.place === place && exception.table === table),
  )
  expect(foreign.map(({ file, table }) => `${file} writes ${table} of ${owners[table]}`)).toEqual(
    [],
  )
})

test('no exception outlives its reason', () => {
  const stale = exceptions.filter(
    ({ place, table }) =>
      !writes.some((write) => write.place === place && write.table === table) ||
      owners[table] === place,
  )
  expect(stale).toEqual([])
})

test('writes are found however they are written, and nothing else is', () => {
  const tables = (source: string) => findWrites('server/x/y.ts', source).map(({ table }) => table)
  expect(tables('sql`INSERT\n into hubs (id) select 1`')).toEqual(['hubs'])
  expect(
    tables('sql`with a as (delete from public.hubs h returning *) update "tasks" t set x = 1`'),
  ).toEqual(['hubs', 'tasks'])
  expect(tables('sql`insert into ${raw(table)} values (1)`')).toEqual(['${'])
  expect(tables('sql`update ${raw(table)} set a = 1`')).toEqual(['${'])
  expect(tables('sql`insert into hubs (a) on conflict (a) do update set a = 1`')).toEqual(['hubs'])
  expect(tables('sql`select 1 from hubs for update of hubs`')).toEqual([])
  expect(tables('// update hubs set\n/* delete from hubs */ "update roles and members"')).toEqual(
    [],
  )
})
