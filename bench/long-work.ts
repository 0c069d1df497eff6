/**
 * `npm run bench:long`: work in the background on large organizations. How long it takes, and how much memory of the process
 * it needs, each in a process of its own beside a durable embedded PostgreSQL.
 *
 *   npm run bench:long             10,000 and 100,000 members; writes docs/benchmarks-long-work.md
 *   npm run bench:long -- --quick  a tenth of it; writes nothing
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import sql from 'sql-template-tag'
import { z } from 'zod'
import type { OperationId, OrganizationId } from '#api/common.ts'
import { eraseOrganization } from '#server/closing/erase-organization.ts'
import { organizationExportPerformer } from '#server/closing/organization-export/organization-export-performer.ts'
import { importUsersPerformer } from '#server/joining/import/import-users.ts'
import { openFolderStorage } from '#server/outside/folder-storage.ts'
import { confine, openDatabase } from '#server/platform/database.ts'
import { startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'
import { migrate, readMigrations } from '#server/platform/migrate.ts'
import { createKeyRing } from '#server/platform/seal.ts'
import { describeMachine } from './describe-machine.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    work: { type: 'string' },
    organization: { type: 'string', default: '' },
    operation: { type: 'string', default: '' },
    url: { type: 'string', default: '' },
  },
})

const works = {
  import: 'Import',
  export: 'Export',
  exports: 'Two exports at once',
  erase: 'Erase',
} as const
type Work = keyof typeof works

/** Of a process that does one of these: how long, and by how many MiB its memory grew above where it began. */
const Result = z.object({ seconds: z.number(), grownMiB: z.number() })
type Result = z.infer<typeof Result>

const log = createLog('error')
const root = join(import.meta.dirname, '..')

async function doWork(work: Work): Promise<Result> {
  const db = openDatabase({ connectionString: options.url })
  const signal = new AbortController().signal
  const now = new Date()
  const running = async (organizationId: OrganizationId, operationId: OperationId) => {
    const row = await db.transaction(async (tx) => {
      await confine(tx, organizationId)
      const [found] = await tx.query<{ status: string; failure: string | null }>(
        sql`select status, failure from operations where id = ${operationId}`,
      )
      return found
    })
    if (row?.status === 'failed') throw new Error(`the operation failed: ${row.failure}`)
    return row?.status === 'running'
  }
  const organizationIds = options.organization.split(',') as OrganizationId[]
  const operationIds = options.operation.split(',') as OperationId[]
  // Nobody here has attachments.
  const store = {
    objects: openFolderStorage(join(tmpdir(), 'foyer-bench-objects')),
    keyRing: createKeyRing(Buffer.alloc(32, 7)),
    bytesMax: null,
    log: createLog('silent'),
  }
  const rssOf = () => process.memoryUsage().rss / 2 ** 20
  const before = rssOf()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, rssOf())
  }, 20)
  const startedAt = performance.now()
  const performer = work === 'import' ? importUsersPerformer : organizationExportPerformer(store)
  await Promise.all(
    organizationIds.map(async (organizationId, n) => {
      if (work === 'erase') return eraseOrganization(db, organizationId, now, signal)
      const operationId = operationIds[n] as OperationId
      const context = { organizationId, now, attempt: 1, lastAttempt: false, signal, log }
      do await performer.perform(db, { operationId }, context)
      while (await running(organizationId, operationId))
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  clearInterval(watch)
  await db.close()
  return { seconds, grownMiB: peak - before }
}

/** An organization with so many members, each with a hub, three entries in the audit log, and as many tasks as members. */
async function seed(client: pg.Client, members: number) {
  const { rows } = await client.query<{ organization: string; member: string }>(
    `select * from bench_seed($1)`,
    [members],
  )
  return rows[0] as { organization: OrganizationId; member: string }
}

const seeding = `
create function bench_seed(many int) returns table (organization uuid, member uuid) language plpgsql as $$
declare
  o uuid; r uuid; f uuid; h uuid; m uuid;
begin
  insert into organizations (name, slug, country, language, currency, time_zone)
    values ('Bench ' || many, 'bench-' || many || '-' || substr(md5(random()::text), 1, 6), 'ID', 'en', 'IDR', 'UTC') returning id into o;
  insert into organization_slugs (slug, organization_id) select slug, id from organizations where id = o;
  insert into sign_in_policies (organization_id) values (o);
  insert into roles (organization_id, name, template) values (o, 'Owner', 'owner') returning id into r;
  insert into roles (organization_id, name, template) values (o, 'Field User', 'field_user');
  insert into hubs (organization_id, name, latitude, longitude) values (o, 'Hub', 0, 0) returning id into h;
  insert into flows (organization_id, name, pages, position) values (o, 'Flow', '[]', 1) returning id into f;
  insert into flow_versions (organization_id, flow_id, version, name, pages) values (o, f, 1, 'Flow', '[]');
  with people as (insert into identities (email) select 'p' || n || '.' || o || '@bench.example' from generate_series(1, many) n returning id, email)
    insert into members (organization_id, identity_id, email, status, source, role_id, first_name, last_name, registered_at, first_entered_at)
      select o, id, email, 'active', 'added', r, 'First', 'Last', now(), now() from people;
  insert into member_hubs (organization_id, member_id, hub_id) select o, id, h from members where organization_id = o;
  insert into audit_events (organization_id, at, action, subject_id, details)
    select o, now(), 'user.updated', id, '{"firstName": "First", "lastName": "Last"}' from members, generate_series(1, 3) where organization_id = o;
  insert into tasks (organization_id, hub_id, flow_id, flow_version, title, starts_at, ends_at)
    select o, h, f, 1, 'A task of the bench', now(), now() from generate_series(1, many);
  select id into m from members where organization_id = o limit 1;
  return query select o, m;
end $$`

const operationOf = async (
  client: pg.Client,
  { organization, member }: { organization: string; member: string },
  kind: string,
  input: object,
) => {
  const { rows } = await client.query<{ id: string }>(
    `insert into operations (organization_id, kind, member_id, input, created_at) values ($1, $2, $3, $4, now()) returning id`,
    [organization, kind, member, JSON.stringify(input)],
  )
  return rows[0]?.id ?? ''
}

/** A file of new people as an administrator uploads it, mapped, and the operation that imports it. */
async function prepareImport(
  client: pg.Client,
  where: { organization: string; member: string },
  people: number,
) {
  const lines = Array.from(
    { length: people },
    (_, n) =>
      `new${n}.${where.organization}@bench.example,First ${n},Last ${n},E${n},Hub,+62 811 ${n}`,
  )
  const csv = Buffer.from(
    `email,first name,last name,employee id,hubs,phone\n${lines.join('\n')}\n`,
  )
  const mapping = ['email', 'firstName', 'lastName', 'employeeId', 'hubs', 'phone']
  const { rows } = await client.query<{ id: string }>(
    `with file as (insert into files (organization_id, kind, name, content_type, bytes, created_at, expires_at)
        values ($1, 'import', 'people.csv', 'text/csv', $3, now(), now() + interval '1 day') returning id),
      piece as (insert into file_pieces (organization_id, file_id, n, content) select $1, id, 0, $4 from file)
     insert into user_imports (organization_id, member_id, file_id, file_name, encoding, delimiter, header_row, rows, mapping, remembered, created_at)
       select $1, $2, id, 'people.csv', 'utf-8', ',', 1, $5, $6, false, now() from file returning id`,
    [where.organization, where.member, csv.byteLength, csv, people, JSON.stringify(mapping)],
  )
  const role = await client.query<{ id: string }>(
    `select id from roles where organization_id = $1 and template = 'field_user'`,
    [where.organization],
  )
  const choices = { roleId: role.rows[0]?.id, hubIds: [], update: true }
  return operationOf(client, where, 'user-import', { importId: rows[0]?.id, choices })
}

async function main(): Promise<void> {
  const sizes = options.quick ? [1_000, 10_000] : [10_000, 100_000]
  const people = options.quick ? 5_000 : 50_000
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'))
  // PostgreSQL of a run by root is another user, who must get in.
  chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'data'), log })
  try {
    await migrate(postgres.ownerUrl, await readMigrations(join(root, 'server/migrations')))
    const client = new pg.Client({ connectionString: postgres.superuserUrl })
    await client.connect()
    await client.query(seeding)
    const machine = await describeMachine(postgres.superuserUrl, folder, null)
    const rows: string[] = []
    const measure = (work: Work, what: string, where: { organization: string }, operation = '') => {
      const output = execFileSync(
        process.execPath,
        [
          import.meta.filename,
          '--work',
          work,
          '--organization',
          where.organization,
          '--operation',
          operation,
          '--url',
          postgres.appUrl,
        ],
        { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
      )
      const { seconds, grownMiB } = Result.parse(JSON.parse(output))
      const row = `| ${works[work]} | ${what} | ${seconds.toFixed(1)} s | ${Math.round(grownMiB)} MiB |`
      console.log(row)
      rows.push(row)
    }
    const small = await seed(client, 10)
    await client.query('vacuum analyze')
    const number = (n: number) => n.toLocaleString('en')
    measure(
      'import',
      `${number(people)} new people`,
      small,
      await prepareImport(client, small, people),
    )
    for (const size of sizes) {
      const where = await seed(client, size)
      await client.query('vacuum analyze')
      const what = `${number(size)} members, as many tasks, ${number(3 * size)} audit entries`
      const exportOf = (one: typeof where) => operationOf(client, one, 'organization-export', {})
      measure('export', what, where, await exportOf(where))
      const other = await seed(client, size)
      await client.query('vacuum analyze')
      const both = { organization: `${where.organization},${other.organization}` }
      const operations = [await exportOf(where), await exportOf(other)].join()
      measure('exports', `each ${what}`, both, operations)
      await client.query(
        `update organizations set status = 'deleting', deleting_until = now() - interval '1 day' where id = $1`,
        [where.organization],
      )
      measure('erase', what, where)
    }
    await client.end()
    if (!options.quick) writeReport(machine, rows)
  } finally {
    await postgres.stop()
    rmSync(postgres.folder, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeReport(machine: Record<string, string>, rows: readonly string[]): void {
  const path = join(root, 'docs/benchmarks-long-work.md')
  const text = `# Long work

What goes on in the background on large organizations, measured by \`npm run bench:long\`: each in a process of its own beside a
durable embedded PostgreSQL on the same machine. Memory is by how much the process grew at most; it must not follow the size of
the organization.

| work | of | took | memory |
| --- | --- | --- | --- |
${rows.join('\n')}

Asked for: an import of 50,000 rows in less than 60 s, export and erasing in bounded memory. Ten times the organization takes two
to three times the memory, most of it what the collector of garbage has not looked at yet: rows are held some hundreds at a time.

## The machine

${Object.entries(machine)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`
  writeFileSync(path, text)
  execFileSync('node_modules/.bin/biome', ['format', '--write', path], { cwd: root })
  console.log(`Wrote ${path}`)
}

if (options.work) process.stdout.write(JSON.stringify(await doWork(options.work as Work)))
else await main()
process.exit()
