import type { Machine } from './describe-machine.ts'
import { isCrowded, type Path, paths, usersTotal, waitMsMax } from './paths.ts'

/** One round of one contender; milliseconds, and microseconds of processor time for each request. */
export type Sample = {
  perSecond: number
  p50: number
  p95: number
  p99: number
  cpuMicroseconds: number | null
  databaseMicroseconds: number | null
  /** Share of one core that the server used: near 1, the server itself is the limit. */
  coreBusy: number | null
}

export type PathResult = {
  path: Path
  contenders: { name: string; note: string; samples: Sample[] }[]
}

export type Settings = { rounds: number; seconds: number; warmUpSeconds: number }

/** What every other is compared with, where it takes part. */
const reference = 'Better Auth'

export function formatTable({ path, contenders }: PathResult): string {
  const base = contenders.find(({ name }) => name === reference)
  const rows = contenders.map(({ name, samples }) => [
    name,
    formatSpread(samples.map(({ perSecond }) => perSecond)),
    ...(base === undefined || base.samples === samples
      ? ['', '']
      : formatRatios(samples, base.samples)),
    formatMedian(samples.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    formatMedian(samples.map(({ databaseMicroseconds }) => databaseMicroseconds)),
    formatMedian(samples.map(({ p50 }) => p50)),
    formatMedian(samples.map(({ p99 }) => p99)),
    formatMedian(
      samples.map(({ coreBusy }) => coreBusy && coreBusy * 100),
      '%',
    ),
  ])
  const head = [
    paths[path],
    'requests/s (lowest–highest)',
    `× ${reference}`,
    'the same in CPU',
    'server CPU µs',
    'database CPU µs',
    'p50 ms',
    'p99 ms',
    'core busy',
  ]
  return formatMarkdownTable([head, ...rows])
}

/** The whole page; the figures speak, nobody chooses among them. */
export function formatReport(machine: Machine, settings: Settings, results: PathResult[]): string {
  const notes = new Map(
    results.flatMap(({ contenders }) => contenders.map(({ name, note }) => [name, note] as const)),
  )
  return `# Benchmarks

Written by \`npm run bench\`; do not edit. Absolute figures say something about one machine on one day.
What carries over is the ratio to a peer, or to a limit, of the same run, and the CPU time of a request.

## Figures

${results.map(formatTable).join('\n\n')}

Of its speed, a session check keeps beside 8 clients that sign in: ${formatKept(results)}.

${formatWaits(results)}

- *requests/s*: median of ${settings.rounds} rounds, with the lowest and the highest.
- *× ${reference}*: median of the ratios of the same round, with the lowest and the highest.
- *the same in CPU*: how many of its requests fit into the server's processor time for one of ${reference}'s; what remains of the ratio where the disk or the database is the limit.
- *CPU µs*: processor time for each request, of the server's process and of all processes of the database, from \`/proc\`. It hardly moves with what else the machine does.
- *core busy*: how much of its one core the server used. Well below 100 %, something else was the limit: the database or the load, which share the other core, or the disk. The server could then have done more.

## Contenders

${[...notes].map(([name, note]) => `- **${name}**: ${note}`).join('\n')}

## How it is measured

Each server is a process of its own on one core; PostgreSQL and the load run on the others. Each path: every
contender is warmed up for ${settings.warmUpSeconds} s, then they take turns, ${settings.seconds} s each, ${settings.rounds} times over. 16 clients ask over
keep-alive connections on loopback, each with sessions of its own, and ask again when they have been
answered; at the user table one alone, for what counts there is how long somebody waits. Every answer must be a success, and the first of each client and round is looked into: the right
person, the whole list. All share one PostgreSQL with durable commits (\`fsync\` on), each on a database of
its own with the same 2,000 organizations and the same people in them, analyzed before each path.

## What to know about fairness

- Better Auth runs as its documentation says for production: \`NODE_ENV=production\`, its own migration with
  its indexes, a pool of PostgreSQL connections, database joins on, telemetry off, Hono around it, the same
  HTTP library as Foyer's. Rate limiting is on for all; the load passes because the
  numbers are raised (Better Auth, counting in memory, its default), or because the clients read with 16
  sessions each and sign in from many addresses (Foyer, numbers as shipped). Redis as its secondary storage is not measured: everybody has
  PostgreSQL only.
- Session check: Foyer tells user, organization, member, role and permissions, judged anew on each request.
  Better Auth's own call tells user, session and the id of the active organization; *with role* is the
  likelier comparison.
- My organizations: Better Auth's list carries no roles and no doors, and stops at 100 unless adjusted.
- Switch: Better Auth updates one column of the session and keeps its token. Foyer judges the door, ends the
  session, starts a new one, and writes both audit logs, in one transaction.
- Create: Foyer copies settings, 20 hubs, 9 roles and 6 flows in one transaction and moves the session.
  Better Auth inserts an organization and a member, in separate statements without a transaction.
- Sign in is mostly the password hash. Better Auth's default is scrypt (N = 16384, r = 16,
  p = 1: 32 MiB), Foyer's argon2id (19 MiB, t = 2, p = 1). *Adjusted* has the same hash as Foyer: what it
  still takes longer is its own. The limits hash and do nothing else.

## Machine

${formatMarkdownTable([['', ''], ...Object.entries(machine)])}
`
}

function formatMarkdownTable([head = [], ...rows]: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (
    ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2
  )
}

function formatMedian(values: (number | null)[], unit = ''): string {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? '–' : `${formatNumber(median(known))}${unit && ` ${unit}`}`
}

function formatSpread(values: number[]): string {
  return `${formatNumber(median(values))} (${formatNumber(Math.min(...values))}–${formatNumber(Math.max(...values))})`
}

function formatRatios(samples: Sample[], base: Sample[]): string[] {
  const ratios = samples.map(
    ({ perSecond }, round) => perSecond / (base[round]?.perSecond ?? Number.NaN),
  )
  const inCpu = samples.flatMap(({ cpuMicroseconds: own }, round) => {
    const other = base[round]?.cpuMicroseconds ?? null
    return own === null || other === null ? [] : [other / own]
  })
  return [formatSpread(ratios), inCpu.length === 0 ? '–' : formatSpread(inCpu)]
}

/** Which part of its speed a session check keeps while others sign in. */
function formatKept(results: PathResult[]): string {
  const of = (path: Path) => results.find((result) => result.path === path)?.contenders ?? []
  return of('session-check-beside-sign-ins')
    .flatMap(({ name, samples }) => {
      const alone = of('session-check').find((other) => other.name === name)
      if (alone === undefined) return []
      const speed = (all: Sample[]) => median(all.map(({ perSecond }) => perSecond))
      return [`${name} ${formatNumber((speed(samples) / speed(alone.samples)) * 100)} %`]
    })
    .join(', ')
}

/** How long an administrator waits for a page of a very long user table, beside how long that may be (US1). */
export function formatWaits(results: PathResult[]): string {
  const waits = results
    .filter(({ path }) => isCrowded(path))
    .flatMap(({ path, contenders }) =>
      contenders.map(({ samples }) => {
        const p95 = median(samples.map((sample) => sample.p95))
        return `${paths[path]} ${formatNumber(p95)} ms${p95 > waitMsMax ? ' (**too long**)' : ''}`
      }),
    )
  return waits.length === 0
    ? ''
    : `Of 100 pages of a user table of ${usersTotal.toLocaleString('en')}, 95 come within (limit ${waitMsMax} ms): ${waits.join('; ')}.`
}

/** Three significant digits: more would be noise. */
function formatNumber(value: number): string {
  return new Intl.NumberFormat('en', { maximumSignificantDigits: 3 }).format(value)
}
