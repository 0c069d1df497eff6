import sql, { empty, join, type Sql } from 'sql-template-tag'
import type { z } from 'zod'
import type { AuditFilter as Filter } from '#api/audit.ts'
import { countAbout } from '#server/platform/count-about.ts'
import type { Tx } from '#server/platform/database.ts'
import { exactTime, type SealedEvent } from './audit-chain.ts'
import { listAuditActions } from './list-audit-actions.ts'

export type AuditFilter = z.output<typeof Filter>

/** Place in the log: time to the microsecond, id. */
export type AuditPlace = readonly [at: string, id: string]

export type FoundEvent = SealedEvent & { seal: number | null }

/** Events of the organization, the newest first, from after a place on. */
export async function findAuditEvents(
  tx: Tx,
  filter: AuditFilter,
  after: AuditPlace | null,
  limit: number,
): Promise<FoundEvent[]> {
  const runs = await runsOf(tx, filter)
  const later = after ? sql`and (at, id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : empty
  const first = sql`order by at desc, id desc limit ${limit}`
  return tx.search<FoundEvent>(sql`
    with heads as materialized (${eachRun(runs, sql`at, id`, sql`${later} ${first}`)} ${first})
    select id, ${exactTime('at')} as at, action, actor_member_id as "actorMemberId", subject_id as "subjectId",
      details::text as details, ip::text as ip, user_agent as "userAgent", request_id as "requestId", seal
    from audit_events where id in (select id from heads) order by audit_events.at desc, id desc`)
}

/** About how many there are (`countAbout`). */
export async function countAuditEvents(tx: Tx, filter: AuditFilter): Promise<number> {
  const runs = await runsOf(tx, filter)
  const from = (tail: Sql) => sql`from (${eachRun(runs, sql`at`, tail)}) as found`
  return countAbout(tx, from(empty), null, (limit) => from(sql`order by at desc, id desc ${limit}`))
}

/** Sorted runs of an index: the whole log, or one for each action, of and on a person or of anybody. */
interface Runs {
  times: Sql
  /** Null: of any. */
  actions: readonly string[] | null
  of: readonly Sql[]
}

/**
 * Which runs hold what is asked for. Their heads are merged, so that a page costs the same whether a person or an action has
 * ten events or a million, and whether what they have in common is much or nothing.
 */
async function runsOf(tx: Tx, { memberId, action, from, to }: AuditFilter): Promise<Runs> {
  const times = sql`${from ? sql`and at >= ${from}::timestamptz` : empty} ${to ? sql`and at < ${to}::timestamptz` : empty}`
  const of = memberId
    ? [
        sql`and actor_member_id = ${memberId}`,
        sql`and subject_id = ${memberId} and actor_member_id is distinct from ${memberId}`,
      ]
    : [empty]
  if (action?.includes('.')) return { times, actions: [action], of }
  if (!memberId && !action) return { times, actions: null, of }
  const all = await listAuditActions(tx)
  return { times, actions: action ? all.filter((one) => one.startsWith(`${action}.`)) : all, of }
}

/** What each run gives, where `tail` may stop it. */
function eachRun({ times, actions, of }: Runs, columns: Sql, tail: Sql): Sql {
  if (!actions)
    return sql`select * from (select ${columns} from audit_events where true ${times} ${tail}) as run`
  const sides = of.map(
    (side) => sql`
      select found.* from unnest(${actions}::text[]) as run (name) cross join lateral (
        select ${columns} from audit_events where action = run.name ${side} ${times} ${tail}
      ) as found`,
  )
  return sql`select * from (${join(sides, ' union all ')}) as runs`
}
