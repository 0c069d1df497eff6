import pg from 'pg'
import type { Log } from './log.ts'

/** Arbitrary, ours: first half of the advisory locks by which workers show that they live. */
const lockClass = 1_179_603_301
const everyMs = 10_000

/**
 * Gives back the jobs of workers that died in mid-job, which the library alone leaves locked for 4 hours. A worker that
 * lives holds an advisory lock, which goes with its connection, however it ended.
 */
export function releaseOrphans(config: pg.ClientConfig, log: Log, checkEveryMs = everyMs) {
  let mine: string | null = null
  let client: pg.Client | null = null
  let busy: Promise<void> = Promise.resolve()
  let stopped = false

  const connect = async () => {
    const fresh = new pg.Client({ ...config, application_name: 'foyer-jobs-alive' })
    const drop = () => {
      if (client === fresh) client = null
    }
    fresh.on('error', drop)
    fresh.on('end', drop)
    await fresh.connect()
    return fresh
  }
  const check = async () => {
    if (stopped || mine === null) return
    try {
      client ??= await connect()
      // Once for each connection, and gone with it.
      await client.query(
        `select pg_advisory_lock($1::int, hashtext($2::text))
         where not exists (${aliveLock('$2::text')} and pid = pg_backend_pid())`,
        [lockClass, mine],
      )
      const { rowCount } = await client.query(
        `update graphile_worker._private_jobs j
         set locked_at = null, locked_by = null, run_at = greatest(run_at, now())
         where locked_by <> $2::text and locked_at < now() - interval '10 seconds'
           and not exists (${aliveLock('j.locked_by')})`,
        [lockClass, mine],
      )
      if (rowCount) log.warn({ jobs: rowCount }, 'jobs of a process that died are run again')
    } catch (error) {
      log.warn({ err: error }, 'could not look for jobs of processes that died; trying again')
    }
  }
  const checkNext = () => {
    busy = busy.then(check)
  }
  const timer = setInterval(checkNext, checkEveryMs)

  return {
    /** From now on this worker is the one that lives here, and an earlier one of this process is not. */
    announce(workerId: string) {
      busy = busy.then(async () => {
        mine = workerId
        await client?.end().catch(() => undefined)
        client = null
      })
      checkNext()
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      await busy
      await client?.end().catch(() => undefined)
    },
  }
}

/** pg_locks shows the two halves as unsigned numbers. */
const aliveLock = (id: string) =>
  `select from pg_locks where locktype = 'advisory' and granted and objsubid = 2
     and database = (select oid from pg_database where datname = current_database())
     and classid = $1::int::oid and objid = (hashtext(${id})::bigint & 4294967295)::oid`
