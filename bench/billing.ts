/**
 * `npm run bench:billing`: how long it takes to say who took part actively, from raw intervals and from the ledger, beside the
 * limit: reading the same rows without asking anything of them.
 *
 *   npm run bench:billing             1,000,000 intervals; writes docs/benchmarks-billing.md
 *   npm run bench:billing -- --quick  a twentieth of it; writes nothing
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import sql from 'sql-template-tag'
import type { OrganizationId } from '#api/common.ts'
import { checkBill } from '#server/billing/check-bill.ts'
import { listBillingEntries } from '#server/billing/list-billing-entries.ts'
import { listBillingPeriods } from '#server/billing/list-billing-periods.ts'
import { confine, openDatabase, type Tx } from '#server/platform/database.ts'
import { startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'
import { migrate, readMigrations } from '#server/platform/migrate.ts'
import { describeMachine } from './describe-machine.ts'

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })

const root = join(import.meta.dirname, '..')
const rounds = 5
/** Statements that write them, one after the other in time. */
const parts = 20

/**
 * Pairs that were active for one to six months in the course of two years, each for two people; who is in one of them is in five
 * on the average. Some statements, one after the other in time, each of many.
 */
const seeding = `
create function bench_seed() returns uuid language plpgsql as $$
declare
  o uuid; p uuid; m uuid;
begin
  insert into organizations (name, slug, country, language, currency, time_zone, created_at)
    values ('Bench', 'bench', 'ID', 'en', 'IDR', 'Asia/Jakarta', '2024-01-01') returning id into o;
  insert into programs (organization_id, name, kind, created_at) values (o, 'Program', 'mentoring', '2024-01-01') returning id into p;
  insert into matches (organization_id, program_id, status, source, created_at, started_at)
    values (o, p, 'active', 'administrator', '2024-01-01', '2024-01-01') returning id into m;
  return o;
end $$;
create function bench_intervals(o uuid, many int, people int, after interval, during interval) returns void language sql as $$
  insert into match_intervals (organization_id, match_id, member_id, identity_id, member_name, started_at, ended_at, recorded_at)
  select o, (select id from matches where organization_id = o), md5('m' || who)::uuid, md5('i' || who)::uuid, 'Person ' || who,
    started, started + make_interval(days => 30 + (random() * 150)::int), started
  from (select (random() * (people - 1))::int as who, timestamptz '2024-01-02' + after + random() * during as started
    from generate_series(1, many)) as drawn
$$`

interface Measured {
  what: string
  ms: number
}

async function main(): Promise<void> {
  const intervals = options.quick ? 50_000 : 1_000_000
  const people = intervals / 5
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'))
  // PostgreSQL of a run by root is another user, who must get in.
  chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres({
    folder: join(folder, 'data'),
    log: createLog('error'),
  })
  try {
    await migrate(postgres.ownerUrl, await readMigrations(join(root, 'server/migrations')))
    const client = new pg.Client({ connectionString: postgres.superuserUrl })
    await client.connect()
    await client.query(seeding)
    const { rows } = await client.query<{ id: OrganizationId }>('select bench_seed() as id')
    const [{ id } = { id: '' as OrganizationId }] = rows
    const startedAt = performance.now()
    for (let part = 0; part < parts; part++)
      await client.query('select bench_intervals($1, $2, $3, $4, $5)', [
        id,
        intervals / parts,
        people,
        `${(part * 730) / parts} days`,
        `${730 / parts} days`,
      ])
    const seeded = (performance.now() - startedAt) / 1000
    await client.query('vacuum analyze')
    await client.end()
    const measured = await measure(postgres.appUrl, id)
    for (const { what, ms } of measured) console.log(`${ms.toFixed(0).padStart(8)} ms  ${what}`)
    if (!options.quick)
      writeReport(
        await describeMachine(postgres.superuserUrl, folder, null),
        { intervals, people, seeded },
        measured,
      )
  } finally {
    await postgres.stop()
    rmSync(postgres.folder, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each as the application's role within its walls, several times, the median. */
async function measure(url: string, id: OrganizationId): Promise<Measured[]> {
  const db = openDatabase({ connectionString: url })
  const now = new Date('2026-01-20')
  const inside = <T>(work: (tx: Tx) => Promise<T>) =>
    db.transaction(async (tx) => {
      await confine(tx, id)
      return work(tx)
    })
  const works: [string, (tx: Tx) => Promise<unknown>][] = [
    [
      'limit: read every interval and count them',
      (tx) => tx.query(sql`select count(ended_at) from match_intervals`),
    ],
    [
      'who was active in one month, from raw intervals',
      (tx) =>
        tx.query(sql`
          select count(distinct i.identity_id) from match_intervals i, billing_periods p
          where p.number = 12 and active_in(i, p)`),
    ],
    ['the page: six periods with their counts', (tx) => listBillingPeriods(tx, { limit: 6 }, now)],
    ['the list of a month, its first fifty', (tx) => listBillingEntries(tx, 12, { limit: 50 })],
  ]
  const measured: Measured[] = []
  for (const [what, work] of works) {
    const times: number[] = []
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now()
      await inside(work)
      times.push(performance.now() - startedAt)
    }
    measured.push({ what, ms: times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0 })
  }
  const startedAt = performance.now()
  const check = await inside(checkBill)
  if (check.wrongBounds.length + check.changedSince.length + check.differences.length > 0)
    throw new Error(`the bill is wrong: ${JSON.stringify(check)}`)
  measured.push({
    what: `all ${check.periods} months computed anew in TypeScript and compared with ${check.entries.toLocaleString('en')} entries`,
    ms: performance.now() - startedAt,
  })
  await db.close()
  return measured
}

function writeReport(
  machine: Record<string, string>,
  of: { intervals: number; people: number; seeded: number },
  measured: readonly Measured[],
): void {
  const number = (n: number) => Math.round(n).toLocaleString('en')
  const limit = measured[0]?.ms ?? 1
  writeFileSync(
    join(root, 'docs/benchmarks-billing.md'),
    `# Billing

${number(of.intervals)} intervals of matches of ${number(of.people)} people over two years in one organization, measured by \`npm run bench:billing\` beside a
durable embedded PostgreSQL on the same machine, as the application's role within its walls; the median of ${rounds}. Asked for: a
million intervals counted in less than a second. Writing them, with the ledger kept beside them by the database, took
${of.seeded.toFixed(0)} s.

| what | took | × the limit |
| --- | --- | --- |
${measured.map(({ what, ms }) => `| ${what} | ${number(ms)} ms | ${(ms / limit).toFixed(1)} |`).join('\n')}

## The machine

${Object.entries(machine)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`,
  )
}

await main()
