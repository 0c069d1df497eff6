import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './postgres-cluster.ts'
import { endChild, hasEnded, startPostmaster } from './postgres-process.ts'

const restartsMax = 5
const restartWindowMs = 60_000

/**
 * Keeps a PostgreSQL running: starts it, restarts it when it dies (at most five times a minute, then
 * `onLost` is called once), ends it with `stop`.
 */
export async function supervisePostgres(
  cluster: Cluster,
  onLost: ((error: Error) => void) | undefined,
) {
  const { log } = cluster
  const restarts: number[] = []
  let stopping = false
  let child = await startPostmaster(cluster)
  let restarting: Promise<void> | undefined

  const restart = async (): Promise<void> => {
    for (;;) {
      const since = Date.now() - restartWindowMs
      while (restarts[0] !== undefined && restarts[0] < since) restarts.shift()
      if (restarts.length >= restartsMax) {
        const error = new Error(
          `PostgreSQL died ${restartsMax + 1} times within ${restartWindowMs / 1000} seconds`,
        )
        log.fatal({ err: error }, 'PostgreSQL cannot be kept running')
        return onLost?.(error)
      }
      // The processes of a killed postmaster hold the shared memory for a moment longer.
      await sleep(100 * 2 ** restarts.length)
      if (stopping) return
      restarts.push(Date.now())
      try {
        child = await startPostmaster(cluster)
        log.info({ pid: child.pid }, 'PostgreSQL runs again')
        return watch()
      } catch (error) {
        log.error({ err: error }, 'PostgreSQL did not start')
      }
    }
  }
  const watch = () => {
    const died = (code: number | null, signal: string | null) => {
      if (stopping) return
      log.error({ code, signal }, 'PostgreSQL died, restarting it')
      restarting = restart()
    }
    if (hasEnded(child)) died(child.exitCode, child.signalCode)
    else child.once('exit', died)
  }
  watch()

  return {
    get pid() {
      return child.pid ?? 0
    },
    abort() {
      stopping = true
      child.kill('SIGQUIT')
    },
    async stop() {
      stopping = true
      await restarting
      await endChild(cluster, child)
    },
  }
}
