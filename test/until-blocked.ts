import { setTimeout as sleep } from 'node:timers/promises'
import sql from 'sql-template-tag'
import type { Tx } from '#server/platform/database.ts'

/**
 * Waits until so many other connections stand behind what this transaction holds, or behind one another because of it. To be
 * asked by whoever may see all of the cluster: the owner's connection.
 *
 * @throws Error after twenty seconds
 */
export async function untilBlocked(tx: Tx, count = 1): Promise<void> {
  const until = performance.now() + 20_000
  while (performance.now() < until) {
    // Not pg_stat_activity: within one transaction it stays what it was at the first look.
    const [row] = await tx.query<{ count: number }>(sql`
      with recursive behind(pid) as (
        select pg_backend_pid()
        union
        select waiting.pid from pg_locks waiting join behind on behind.pid = any(pg_blocking_pids(waiting.pid))
        where not waiting.granted
      )
      select count(*)::int - 1 as count from behind`)
    if ((row?.count ?? 0) >= count) return
    await sleep(10)
  }
  throw new Error('nobody waits')
}
