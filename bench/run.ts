/**
 * `npm run bench`: Foyer beside its peers and the limits of this machine, in turns, in one run.
 *
 *   npm run bench                        everything; writes docs/benchmarks.md and .artifacts/bench.json
 *   npm run bench -- --quick             one very short round: does the benchmark still work?
 *   npm run bench -- --only switch       these paths alone (comma-separated); writes only the JSON
 *   npm run bench -- --with foyer,limits these contenders alone; writes only the JSON
 *   npm run bench -- --built             with dist/ as it is, not built anew
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { startEmbeddedPostgres } from '#server/platform/embedded-postgres.ts'
import { createLog } from '#server/platform/log.ts'
import { analyzeDatabases } from './analyze-databases.ts'
import type { Contender, Ground, Scenario } from './contender.ts'
import { describeMachine } from './describe-machine.ts'
import { runLoad } from './load.ts'
import { isPath, type Path, paths } from './paths.ts'
import { chooseCores, endPeers, pin, readCpuSeconds, readTreeCpuSeconds } from './processes.ts'
import { formatReport, formatTable, formatWaits, type PathResult, type Sample } from './report.ts'

const { values: options } = parseArgs({
  options: {
    built: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    with: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    report: { type: 'string' },
  },
})

const root = join(import.meta.dirname, '..')
const rounds = Number(options.rounds ?? (options.quick ? 1 : 7))
const seconds = Number(options.seconds ?? (options.quick ? 0.3 : 2))
const warmUpSeconds = options.quick ? 0.1 : 1
const countMax = 200_000
const minutesMax = 30

const starters: Record<string, () => Promise<(ground: Ground) => Promise<Contender[]>>> = {
  limits: async () => (await import('./peers/limits.ts')).startLimits,
  'bare-http': async () => (await import('./peers/bare-http.ts')).startBareHttp,
  'better-auth': async () => (await import('./peers/better-auth.ts')).startBetterAuth,
  foyer: async () => (await import('./peers/foyer.ts')).startFoyer,
}

function chooseNames<Name extends string>(
  asked: string | undefined,
  all: Name[],
  what: string,
): Name[] {
  if (asked === undefined) return all
  const names = asked.split(',')
  const wrong = names.filter((name) => !all.some((known) => known === name))
  if (wrong.length > 0)
    throw new Error(`no such ${what}: ${wrong.join(', ')}. There are: ${all.join(', ')}`)
  return all.filter((name) => names.includes(name))
}

const Loop = z.object({
  count: z.number(),
  seconds: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})

async function measure(
  contender: Contender,
  scenario: Scenario,
  roundSeconds: number,
  databasePid: number,
): Promise<Sample> {
  const { peer } = contender
  const cpuBefore = readCpuSeconds(peer.pid)
  const databaseBefore = readTreeCpuSeconds(databasePid)
  const load =
    'loop' in scenario
      ? Loop.parse(await peer.ask({ loop: scenario.loop, seconds: roundSeconds, countMax }))
      : await runLoad({ ...scenario, seconds: roundSeconds, countMax })
  const cpuAfter = readCpuSeconds(peer.pid)
  const databaseAfter = readTreeCpuSeconds(databasePid)
  const used = (before: number | null, after: number | null) =>
    before === null || after === null ? null : after - before
  const cpuSeconds = used(cpuBefore, cpuAfter)
  const databaseSeconds = used(databaseBefore, databaseAfter)
  // Work that others cause in the same process cannot be told apart.
  const alone = !('beside' in scenario)
  return {
    perSecond: load.count / load.seconds,
    p50: load.p50,
    p95: load.p95,
    p99: load.p99,
    cpuMicroseconds: alone && cpuSeconds !== null ? (cpuSeconds / load.count) * 1e6 : null,
    databaseMicroseconds:
      alone && databaseSeconds !== null ? (databaseSeconds / load.count) * 1e6 : null,
    coreBusy: cpuSeconds === null ? null : cpuSeconds / load.seconds,
  }
}

async function measurePath(
  path: Path,
  contenders: Contender[],
  database: { pid: number; superuserUrl: string },
): Promise<PathResult> {
  const lanes: { contender: Contender; scenario: Scenario; samples: Sample[] }[] = []
  for (const contender of contenders) {
    const scenario = await contender.prepare[path]?.()
    if (scenario !== undefined) lanes.push({ contender, scenario, samples: [] })
  }
  await analyzeDatabases(database.superuserUrl)
  for (const { contender, scenario } of lanes)
    await measure(contender, scenario, warmUpSeconds, database.pid)
  // In turns, so that a busy moment of the machine falls on all of them.
  for (let round = 0; round < rounds; round++)
    for (const { contender, scenario, samples } of lanes)
      samples.push(await measure(contender, scenario, seconds, database.pid))
  return {
    path,
    contenders: lanes.map(({ contender, samples }) => ({
      name: contender.name,
      note: contender.note,
      samples,
    })),
  }
}

async function main(): Promise<void> {
  const allPaths = Object.keys(paths).filter(isPath)
  const wishedPaths = chooseNames(options.only, allPaths, 'path')
  const wished = chooseNames(options.with, Object.keys(starters), 'contender')
  const whole = options.only === undefined && options.with === undefined && !options.quick

  const betterAuth = join(import.meta.dirname, 'better-auth')
  if (wished.includes('better-auth') && !existsSync(join(betterAuth, 'node_modules')))
    execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: betterAuth, stdio: 'inherit' })

  const folder = mkdtempSync(join(tmpdir(), 'foyer-bench-'))
  // PostgreSQL of a run by root is another user, who must get in.
  chmodSync(folder, 0o755)
  const cores = chooseCores()
  const cleanings: (() => void | Promise<void>)[] = [
    () => rmSync(folder, { recursive: true, force: true }),
  ]
  let cleaning: Promise<void> | undefined
  const clean = () => {
    cleaning ??= (async () => {
      for (const step of cleanings.reverse()) await step()
    })()
    return cleaning
  }
  const interrupt = (reason: string) => {
    console.error(reason)
    // What is under way fails when its server goes; that is no news then.
    process.exitCode = 1
    void clean()
  }
  process.once('SIGINT', () => interrupt('Interrupted.'))
  process.once('SIGTERM', () => interrupt('Interrupted.'))
  setTimeout(() => interrupt(`Stopped after ${minutesMax} minutes.`), minutesMax * 60_000).unref()

  try {
    pin(process.pid, cores?.others)
    const log = createLog('error')
    // Durable, as in service: every commit reaches the disk.
    const postgres = await startEmbeddedPostgres({ folder: join(folder, 'data'), log })
    cleanings.push(async () => {
      await postgres.stop()
      // Elsewhere, where the unprivileged user of PostgreSQL cannot reach the temporary folder.
      rmSync(postgres.folder, { recursive: true, force: true })
    })
    pin(postgres.pid, cores?.others)
    const { superuserUrl, ownerUrl, appUrl } = postgres
    const ground: Ground = { folder, superuserUrl, ownerUrl, appUrl, cores, build: !options.built }

    cleanings.push(endPeers)
    const contenders: Contender[] = []
    for (const name of wished) {
      const start = await starters[name]?.()
      contenders.push(...((await start?.(ground)) ?? []))
    }
    const machine = await describeMachine(superuserUrl, folder, cores)
    const results: PathResult[] = []
    for (const path of wishedPaths) {
      const result = await measurePath(path, contenders, postgres)
      if (result.contenders.length === 0) continue
      results.push(result)
      console.log(`${formatTable(result)}\n`)
    }
    const waits = formatWaits(results)
    if (waits !== '') console.log(`${waits}\n`)
    const settings = { rounds, seconds, warmUpSeconds }
    mkdirSync(join(root, '.artifacts'), { recursive: true })
    const json = JSON.stringify({ machine, settings, results }, null, 2)
    writeFileSync(join(root, '.artifacts/bench.json'), `${json}\n`)
    const report = options.report ?? (whole ? join(root, 'docs/benchmarks.md') : null)
    if (report !== null) {
      writeFileSync(report, formatReport(machine, settings, results))
      // Laid out like every other document here.
      execFileSync('node_modules/.bin/biome', ['format', '--write', report], { cwd: root })
    }
    console.log(`Wrote .artifacts/bench.json${report === null ? '' : ` and ${report}`}`)
  } finally {
    await clean()
  }
}

await main().catch((error: unknown) => {
  if (process.exitCode === undefined) console.error(error)
  process.exitCode = 1
})
process.exit()
