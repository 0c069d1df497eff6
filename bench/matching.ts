/**
 * `npm run bench:matching`: how long a proposal takes for 2,000 mentors and 2,000 mentees: computing it, beside the limit of a plain
 * pass that only scores every pair, and all of it as the worker does it, with staging and approving.
 *
 *   npm run bench:matching             2,000 × 2,000; writes docs/benchmarks-matching.md
 *   npm run bench:matching -- --quick  a tenth of both; writes nothing
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import sql from 'sql-template-tag'
import type {
  FieldId,
  MemberId,
  OperationId,
  OrganizationId,
  ProgramId,
  RegistrationId,
} from '#api/common.ts'
import type { FieldValues } from '#api/fields.ts'
import type { ProgramQuestion } from '#api/programs.ts'
import { confine, openDatabase } from '#server/platform/database.ts'
import { startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'
import { migrate, readMigrations } from '#server/platform/migrate.ts'
import { startMatches } from '#server/programs/matches/start-matches.ts'
import { holdStaged } from '#server/programs/proposals/hold-staged.ts'
import { matchProposalPerformer } from '#server/programs/proposals/proposal-performer.ts'
import { type Field, propose } from '#server/programs/proposals/propose.ts'
import { createScore } from '#server/programs/proposals/score.ts'
import type { Registration } from '#server/programs/registrations/registration.ts'
import { describeMachine } from './describe-machine.ts'

const { values: options } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })

const root = join(import.meta.dirname, '..')
const size = options.quick ? 200 : 2_000
const rounds = 5
const log = createLog('error')

const idOf = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const choices = Array.from({ length: 12 }, (_, i) => ({ id: `o${i}`, label: `Option ${i}` }))
const question = (n: number, values: Partial<ProgramQuestion>): ProgramQuestion => ({
  id: idOf(n) as FieldId,
  title: `Question ${n}`,
  help: '',
  kind: 'multiple_choice',
  options: choices,
  required: false,
  visible: true,
  minimum: null,
  maximum: null,
  roles: [],
  matching: 'overlap',
  weight: (n % 5) + 1,
  ...values,
})
/** Ten questions that count, as a well kept program has them. */
const questions: ProgramQuestion[] = [
  question(1, { matching: 'complementary' }),
  question(2, { matching: 'complementary' }),
  ...[3, 4, 5].map((n) => question(n, {})),
  ...[6, 7, 8].map((n) => question(n, { kind: 'single_choice', matching: 'same' })),
  ...[9, 10].map((n) =>
    question(n, { kind: 'number', options: [], matching: 'close', minimum: 0, maximum: 40 }),
  ),
]

/** The same numbers in every run (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function createPeople(): Registration[] {
  const random = createRandom(7)
  const answer = ({ kind }: ProgramQuestion) => {
    if (kind === 'number') return Math.floor(random() * 40)
    const drawn = choices.filter(() => random() < 0.3).map(({ id }) => id)
    return kind === 'single_choice' ? `o${Math.floor(random() * 12)}` : drawn
  }
  return Array.from({ length: 2 * size }, (_, n): Registration => {
    const mentor = n < size
    const answers: FieldValues = Object.fromEntries(questions.map((one) => [one.id, answer(one)]))
    return {
      id: idOf(1_000_000 + n) as RegistrationId,
      programId: idOf(1) as ProgramId,
      memberId: idOf(2_000_000 + n) as MemberId,
      memberName: `Person ${n}`,
      role: mentor ? 'mentor' : 'mentee',
      capacity: mentor ? 1 + (n % 3) : 1,
      answers,
      status: 'registered',
      openMatches: 0,
      frozenBy: null,
      takesPart: true,
    }
  })
}

interface Measured {
  what: string
  ms: number
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}
/** Of the processor: what else the machine does meanwhile hardly moves it. */
const median = (work: () => unknown): number => {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    times.push((user + system) / 1000)
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
}

function measureComputing(people: readonly Registration[]): Measured[] {
  const score = createScore(questions)
  const plain = () => {
    const ready = people.map(score.prepare)
    let sum = 0
    for (let i = 0; i < size; i++)
      for (let j = size; j < 2 * size; j++)
        sum += score.permille(
          ready[i] as (typeof ready)[number],
          ready[j] as (typeof ready)[number],
        )
    return sum
  }
  const kinds = {
    kind: 'mentoring',
    questions,
    groupSizeMax: 8,
    minimumScore: 0,
    excluded: [],
  } as const
  const field: Field = { ...kinds, people }
  const peers: Field = {
    ...kinds,
    kind: 'peer',
    people: people.slice(0, size).map((one) => ({ ...one, role: 'peer' })),
  }
  const whole = (it: Field) => () => {
    const work = propose(it)
    for (let step = work.next(); !step.done; step = work.next());
  }
  return [
    { what: 'limit: a plain pass that scores every pair', ms: median(plain) },
    { what: 'a stable matching of all, explained', ms: median(whole(field)) },
    { what: `the same of ${number(size)} peers among themselves`, ms: median(whole(peers)) },
  ]
}

const number = (n: number) => Math.round(n).toLocaleString('en')

const seeding = `
create function bench_seed(asked jsonb, people jsonb) returns uuid language plpgsql as $$
declare
  o uuid; p uuid; r uuid; x uuid;
begin
  insert into organizations (name, slug, country, language, currency, time_zone, created_at)
    values ('Bench', 'bench', 'ID', 'en', 'IDR', 'Asia/Jakarta', now()) returning id into o;
  insert into roles (organization_id, name, template, permissions) values (o, 'Owner', 'owner', '{}') returning id into r;
  insert into programs (organization_id, name, kind, questions, created_at) values (o, 'Program', 'mentoring', asked, now())
    returning id into p;
  insert into identities (id, email) select (e ->> 'memberId')::uuid, (e ->> 'memberId') || '@bench.example'
    from jsonb_array_elements(people) e;
  insert into members (organization_id, id, identity_id, email, status, source, role_id)
    select o, i.id, i.id, i.email, 'active', 'added', r from identities i;
  insert into registrations (organization_id, id, program_id, member_id, member_name, role, capacity, answers, first_registered_at,
    registered_at)
    select o, (e ->> 'id')::uuid, p, (e ->> 'memberId')::uuid, e ->> 'memberName', e ->> 'role', (e ->> 'capacity')::int,
      e -> 'answers', now(), now() from jsonb_array_elements(people) e;
  insert into proposals (organization_id, program_id, operation_id, created_by, created_by_name, created_at, minimum_score)
    values (o, p, uuid7(), (people -> 0 ->> 'memberId')::uuid, 'Bench', now(), 0) returning id into x;
  insert into operations (organization_id, id, kind, member_id, input, created_at)
    select o, operation_id, 'match-proposal', created_by, jsonb_build_object('proposalId', x, 'programId', p), now()
    from proposals where id = x;
  return o;
end $$`

async function measureStaging(
  url: string,
  superuserUrl: string,
  people: readonly Registration[],
): Promise<Measured[]> {
  const client = new pg.Client({ connectionString: superuserUrl })
  await client.connect()
  await client.query(seeding)
  const seeded = await client.query<{ id: OrganizationId }>('select bench_seed($1, $2) as id', [
    JSON.stringify(questions),
    JSON.stringify(people),
  ])
  const organizationId = (seeded.rows[0] as { id: OrganizationId }).id
  await client.query('vacuum analyze')
  const { rows } = await client.query<{
    id: Parameters<typeof holdStaged>[1]
    operation: OperationId
  }>('select id, operation_id as operation from proposals')
  const [proposal] = rows
  if (!proposal) throw new Error('there is no proposal')
  const db = openDatabase({ connectionString: url })
  const now = new Date()
  const context = {
    organizationId,
    now,
    attempt: 1,
    lastAttempt: false,
    signal: new AbortController().signal,
    log,
  }
  const waits: number[] = []
  let last = performance.now()
  const beating = setInterval(() => {
    waits.push(performance.now() - last - 5)
    last = performance.now()
  }, 5)
  const whole = await timed(() =>
    matchProposalPerformer.perform(db, { operationId: proposal.operation }, context),
  )
  clearInterval(beating)
  const approved = await timed(() =>
    db.transaction(async (tx) => {
      await confine(tx, organizationId)
      const ids = (await holdStaged(tx, proposal.id, sql`true`)).map(({ id }) => id)
      if (ids.length < size * 0.9) throw new Error(`only ${ids.length} were staged`)
      await startMatches(tx, organizationId, ids, now)
    }),
  )
  await db.close()
  await client.end()
  return [
    { what: 'all of it as the worker does it: read, match, explain, stage', ms: whole },
    {
      what: '– the longest that other requests of the process waited meanwhile',
      ms: Math.max(...waits),
    },
    { what: 'approving all at once, with the intervals and the ledger', ms: approved },
  ]
}

function writeReport(machine: Record<string, string>, measured: readonly Measured[]): void {
  const limit = measured[0]?.ms ?? 1
  writeFileSync(
    join(root, 'docs/benchmarks-matching.md'),
    `# Matching

A proposal for ${number(size)} mentors with one to three places each and ${number(size)} mentees, by ten questions that count: measured by
\`npm run bench:matching\` beside a durable embedded PostgreSQL on the same machine; what is computed is
the processor's time, the median of ${rounds}; what the worker does is by the clock, on a machine that others used as well. Asked
for: seconds.

| what | took | × the limit |
| --- | --- | --- |
${measured.map(({ what, ms }) => `| ${what} | ${number(ms)} ms | ${(ms / limit).toFixed(2)} |`).join('\n')}

## The machine

${Object.entries(machine)
  .map(([name, value]) => `- ${name}: ${value}`)
  .join('\n')}
`,
  )
}

async function main(): Promise<void> {
  const people = createPeople()
  const measured = measureComputing(people)
  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'))
  // PostgreSQL of a run by root is another user, who must get in.
  chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres({ folder: join(folder, 'data'), log })
  try {
    await migrate(postgres.ownerUrl, await readMigrations(join(root, 'server/migrations')))
    measured.push(...(await measureStaging(postgres.appUrl, postgres.superuserUrl, people)))
    for (const { what, ms } of measured) console.log(`${ms.toFixed(0).padStart(8)} ms  ${what}`)
    if (!options.quick)
      writeReport(await describeMachine(postgres.superuserUrl, folder, null), measured)
  } finally {
    await postgres.stop()
    rmSync(postgres.folder, { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
}

await main()
