import sql from 'sql-template-tag'
import type { MatchId, MemberId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf } from '../person.ts'
import { readOneMatch } from './match.ts'

/** One match with when each participant was active in it, and who had a hand in it. @throws not-found */
export async function getMatch(tx: Tx, matchId: MatchId) {
  const match = await readOneMatch(tx, matchId)
  const [more] = await tx.query<{
    message: string
    askedBy: string | null
    endedBy: string | null
  }>(sql`
    select x.message,
      (select coalesce(${nameOf}, mp.member_name) from match_participants mp left join members m on m.id = mp.member_id
        where mp.match_id = x.id and mp.registration_id = x.asked_by) as "askedBy",
      (select ${nameOf} from members m where m.id = x.ended_by) as "endedBy"
    from matches x where x.id = ${matchId}`)
  const intervals = await tx.query<{
    memberId: MemberId
    name: string
    startedAt: Date
    endedAt: Date | null
  }>(sql`
    select member_id as "memberId", member_name as name, started_at as "startedAt", ended_at as "endedAt"
    from match_intervals where match_id = ${matchId} order by started_at, member_name, id`)
  return {
    ...match,
    message: more?.message ?? '',
    askedBy: more?.askedBy ?? null,
    endedBy: more?.endedBy ?? null,
    intervals: intervals.map(({ startedAt, endedAt, ...one }) => ({
      ...one,
      startedAt: startedAt.toISOString(),
      endedAt: endedAt?.toISOString() ?? null,
    })),
  }
}
