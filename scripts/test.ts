/**
 * `npm test`: every proof of this repository, in order, with the time of each. A failing step does
 * not hide the others. The last line is `N passed, N failed`, then `, N skipped` where some were.
 *
 *   npm test -- --only unit,e2e      these steps alone
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { ensureChromium, installCommand } from '#e2e/chromium.ts'
import { findDebianPostgres } from '#test/postgres.ts'

type Counts = { passed: number; failed: number; skipped: number }

type Step = {
  name: string
  /** What to run, relative to node_modules/.bin, or why it cannot run here. */
  command: () => string[] | { skip: string } | { fail: string }
  environment?: Record<string, string>
  counts?: 'tests'
}

const root = join(import.meta.dirname, '..')
const bin = join(root, 'node_modules/.bin')
const reports = mkdtempSync(join(tmpdir(), 'foyer-reports-'))
const quiet = Boolean(process.env.CI) || !process.stdout.isTTY
const oldest = 15
const stepMinutesMax = 50

const vitest = (name: string, project: string, environment: Record<string, string> = {}): Step => ({
  name,
  counts: 'tests',
  environment,
  command: () => [
    'vitest',
    'run',
    `--project=${project}`,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report(name)}`,
  ],
})

/** Steps of one group run side by side, as many as there are cores. */
const groups: Step[][] = [
  [
    { name: 'types', command: () => ['tsc', '--noEmit', '-p', 'tsconfig.json'] },
    { name: 'biome', command: () => ['biome', 'check', '--error-on-warnings', '.'] },
    { name: 'oxlint', command: () => ['oxlint', '--deny-warnings'] },
    {
      name: 'imports',
      command: () => [
        'depcruise',
        ...['api', 'server', 'web', 'test', 'e2e', 'scripts'].filter((folder) =>
          existsSync(join(root, folder)),
        ),
      ],
    },
    { name: 'knip', command: () => ['knip', '--no-progress'] },
  ],
  [vitest('unit', 'unit')],
  [vitest('integration', 'integration')],
  [onDebian()],
  [{ name: 'build', command: () => ['node', 'scripts/build.ts'] }],
  [inBrowser()],
  [vitest('faults', 'faults')],
]

function onDebian(): Step {
  const step = vitest('integration-debian', 'integration', {
    FOYER_TEST_POSTGRES: String(oldest),
  })
  return {
    ...step,
    command: () =>
      findDebianPostgres(oldest)
        ? step.command()
        : { skip: `no PostgreSQL ${oldest} or newer in /usr/lib/postgresql` },
  }
}

function inBrowser(): Step {
  const step = vitest('e2e', 'e2e')
  return {
    ...step,
    command: () =>
      ensureChromium()
        ? step.command()
        : { fail: `no Chromium here; install one, as root: ${installCommand}` },
  }
}

function report(name: string): string {
  return join(reports, `${name}.json`)
}

const Report = z.object({
  success: z.boolean(),
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
})

/** A run that broke outside of a test (no report, an error between tests) is one failure more. */
function countTests(name: string, code: number): Counts {
  if (!existsSync(report(name))) return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  const run = Report.parse(JSON.parse(readFileSync(report(name), 'utf8')))
  return {
    passed: run.numPassedTests,
    failed: run.numFailedTests || (code === 0 ? 0 : 1),
    skipped: run.numPendingTests + run.numTodoTests,
  }
}

async function runStep(step: Step, alone: boolean): Promise<Counts> {
  const started = performance.now()
  const command = step.command()
  if ('skip' in command) {
    say(`- ${step.name}: skipped, ${command.skip}`)
    return { passed: 0, failed: 0, skipped: 1 }
  }
  if ('fail' in command) {
    say(`✗ ${step.name}: ${command.fail}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  if (alone) say(`  ${step.name} …`)
  const { code, output } = await run(command, step.environment ?? {}, alone)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const counts = step.counts
    ? countTests(step.name, code)
    : { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }
  if (step.counts && code === 0 && counts.passed + counts.failed + counts.skipped === 0) {
    say(`- ${step.name}: skipped, there are no such tests`)
    return { ...counts, skipped: 1 }
  }
  const ran = step.counts ? `, ${counts.passed} passed, ${counts.failed} failed` : ''
  say(`${code === 0 ? '✓' : '✗'} ${step.name} (${seconds} s${ran})`)
  if (code !== 0 && output) say(output.trimEnd())
  return counts
}

/** Shows the output of a step that runs alone as it comes, and keeps that of the others. */
function run(
  [command = '', ...rest]: string[],
  environment: Record<string, string>,
  live: boolean,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(join(bin, command), rest, {
      cwd: root,
      timeout: stepMinutesMax * 60_000,
      stdio: ['ignore', live ? 'inherit' : 'pipe', live ? 'inherit' : 'pipe'],
      env: {
        ...process.env,
        ...environment,
        PATH: `${bin}:${process.env.PATH ?? ''}`,
        ...(quiet ? { NO_COLOR: '1', FORCE_COLOR: undefined } : {}),
      },
    })
    const keep = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
    child.on('error', (error) => resolve({ code: 1, output: error.message }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

async function runGroup(steps: Step[]): Promise<Counts[]> {
  const waiting = [...steps]
  const counts: Counts[] = []
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift())
      counts.push(await runStep(step, steps.length === 1))
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
  return counts
}

function say(line: string): void {
  console.log(line)
}

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const names = groups.flat().map((step) => step.name)
const only = values.only?.split(',') ?? names
const unknown = only.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`No step ${unknown.join(', ')}. There are: ${names.join(', ')}.`)
  rmSync(reports, { recursive: true })
  process.exit(2)
}

const started = performance.now()
const all: Counts[] = []
for (const group of groups) {
  const steps = group.filter((step) => only.includes(step.name))
  if (steps.length > 0) all.push(...(await runGroup(steps)))
}

rmSync(reports, { recursive: true })

const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0)
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')]
say(`\n${((performance.now() - started) / 1000).toFixed(0)} s in all`)
process.exitCode = failed > 0 ? 1 : 0
say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
