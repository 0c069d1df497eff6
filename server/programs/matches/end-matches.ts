import sql, { type Sql } from 'sql-template-tag'
import type { MatchId, MemberId } from '#api/common.ts'
import type { MatchEndReason } from '#api/matches.ts'
import type { Tx } from '#server/platform/database.ts'

export interface Why {
  reason: MatchEndReason
  note: string
  /** Null: nobody, the time had come. */
  by: MemberId | null
}

/**
 * Ends pending and active matches whose registrations are held; whoever was active in them is so no more (BL1). `at` is a moment, or
 * when each was due. Tells which were active.
 */
export async function endMatches(
  tx: Tx,
  matchIds: readonly MatchId[],
  { reason, note, by }: Why,
  at: Date | 'when due',
): Promise<MatchId[]> {
  const end: Sql = at === 'when due' ? sql`least(m.expires_at, m.ends_at)` : sql`${at}::timestamptz`
  const ended = await tx.query<{ id: MatchId }>(sql`
    with ended as (
      select m.id, m.status as before, greatest(${end}, m.started_at) as at from matches m
      where m.id = any(${matchIds}::uuid[]) and m.status in ('pending', 'active')
    ), closed as (
      update match_intervals i set ended_at = greatest(e.at, i.started_at) from ended e where i.match_id = e.id and i.ended_at is null
    ), updated as (
      update matches m set status = 'ended', expires_at = null, ended_at = e.at, end_reason = ${reason}, end_note = ${note},
        ended_by = ${by}
      from ended e where e.id = m.id
    )
    select id from ended where before = 'active'`)
  return ended.map(({ id }) => id)
}

/** Throws staged matches away, whose registrations are held: nobody but administrators ever knew of them. */
export async function discardMatches(tx: Tx, matchIds: readonly MatchId[]): Promise<number> {
  const [row] = await tx.query<{ discarded: number }>(sql`
    with gone as (
      delete from matches where id = any(${matchIds}::uuid[]) and status = 'staged' returning proposal_id
    ), counted as (
      update proposals p set discarded = p.discarded + g.discarded
      from (select proposal_id, count(*)::int as discarded from gone group by proposal_id) g where p.id = g.proposal_id
    )
    select count(*) as discarded from gone`)
  return row?.discarded ?? 0
}
