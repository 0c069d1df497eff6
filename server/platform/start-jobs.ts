import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CronItem,
  type JobHelpers,
  Logger,
  parseCronItems,
  type Runner,
  run,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import pg from 'pg'
import type { Database } from './database.ts'
import { type Performer, Stamp } from './jobs.ts'
import type { Log } from './log.ts'
import { releaseOrphans } from './release-orphans.ts'

interface Options {
  /** As `foyer`; the worker's own connections become foyer_worker. */
  connectionString: string
  db: Database
  log: Log
  tasks: readonly Performer[]
  now?: () => Date
  /**
   * Jobs at once. Four of these may be long ones that cannot be cut: two exports, a proposal of matches, the erasing of what was
   * deleted. The rest is for what gives way every two seconds and for mail.
   */
  concurrency?: number
  /** How often to look for jobs whose time has come; new ones are told at once. */
  pollMs?: number
}

const abortAfterMs = 5_000
const killAfterMs = 8_000

/**
 * Runs jobs until it is stopped, through restarts of the database. Stopping takes no new job and waits for those that
 * run: after 5 s their signal is aborted, after 8 s they are left to the next start.
 */
export async function startJobs(options: Options): Promise<{ stop(): Promise<void> }> {
  const { log, connectionString, concurrency = 7 } = options
  // Without anybody to perform them jobs only wait.
  if (options.tasks.length === 0) return { stop: async () => undefined }
  const warn = (error: Error) => log.warn({ err: error }, 'a connection of the jobs broke')
  const connection = {
    connectionString,
    application_name: 'foyer-jobs',
    options: '-c role=foyer_worker -c statement_timeout=15000 -c lock_timeout=10000',
    connectionTimeoutMillis: 5_000,
  }
  // One more for the connection that listens.
  const pool = new pg.Pool({ ...connection, max: concurrency + 1 })
  pool.on('error', warn)
  pool.on('connect', (client) => client.on('error', warn))
  const orphans = releaseOrphans(connection, log)
  const events: WorkerEvents = new EventEmitter()
  events.on('pool:create', ({ workerPool }) => orphans.announce(workerPool.id))

  const startRunner = () =>
    run({
      pgPool: pool,
      taskList: tasksOf(options),
      parsedCronItems: parseCronItems(cronItemsOf(options.tasks)),
      concurrency,
      pollInterval: options.pollMs ?? 2_000,
      noHandleSignals: true,
      events,
      logger: new Logger(() => (level, message, meta) => {
        // The library tells of each job and connection; a person wants to know of failures.
        if (level === 'error') log.error({ err: meta?.error }, message)
        else if (level === 'warning') log.warn({}, message)
        else log.debug({}, message)
      }),
      preset: { worker: { gracefulShutdownAbortTimeout: abortAfterMs } },
    })

  let stopping = false
  let runner: Runner = await startRunner().catch(async (error: unknown) => {
    await orphans.stop()
    await pool.end()
    throw error
  })
  const supervised = supervise()
  async function supervise() {
    while (!stopping) {
      await runner.promise.catch(() => undefined)
      while (!stopping) {
        log.error({}, 'jobs have stopped by themselves; starting them again')
        await sleep(1_000)
        const again = await startRunner().catch(warn)
        if (again) {
          runner = again
          break
        }
      }
    }
  }

  return {
    async stop() {
      stopping = true
      const current = runner
      const kill = setTimeout(() => {
        log.warn({}, 'jobs are still running; they are left to the next start')
        current.kill().catch(() => undefined)
      }, killAfterMs)
      await current.stop().catch(() => undefined)
      await supervised
      clearTimeout(kill)
      await orphans.stop()
      await pool.end()
    },
  }
}

const cronItemsOf = (tasks: readonly Performer[]): CronItem[] =>
  tasks.flatMap(({ job, cron }) =>
    // The stamp of no organization, which the database puts on all other jobs.
    cron ? [{ task: job.name, match: cron, payload: { organizationId: null } }] : [],
  )

function tasksOf({ tasks, db, log, now = () => new Date() }: Options): TaskList {
  const list: TaskList = {}
  for (const { job, perform } of tasks) {
    if (list[job.name]) throw new Error(`two performers for the job ${job.name}`)
    list[job.name] = async (
      payload: unknown,
      { job: { attempts, max_attempts }, abortSignal }: JobHelpers,
    ) => {
      const { organizationId } = Stamp.parse(payload)
      await perform(db, payload, {
        organizationId,
        now: now(),
        attempt: attempts,
        lastAttempt: attempts >= max_attempts,
        signal: abortSignal,
        log,
      })
    }
  }
  return list
}
