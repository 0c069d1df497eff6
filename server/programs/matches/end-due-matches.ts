import sql from 'sql-template-tag'
import type { MatchId, ProgramId } from '#api/common.ts'
import type { MatchEndReason } from '#api/matches.ts'
import { addJob, perform } from '#server/platform/jobs.ts'
import { holdFoundRegistrations } from '../registrations/registration.ts'
import { auditMatches } from './audit-matches.ts'
import { dueAt, endDueMatches, orderNextLook } from './clock.ts'
import { registrationsOf } from './end-all-matches.ts'
import { endMatches } from './end-matches.ts'
import { tellOfEnds } from './tell.ts'

const atOnce = 200

type Due = { id: MatchId; programId: ProgramId; reason: MatchEndReason }

/**
 * Ends what is due, at the moment when it was: requests that nobody answered, and matches whose time is over (MT2). What was answered,
 * ended or prolonged meanwhile is not due any more.
 */
export const endDueMatchesPerformer = perform(
  endDueMatches,
  async (tx, { programId }, { organizationId, now }) => {
    const due = sql`m.status in ('pending', 'active') and ${dueAt} <= ${now}`
    const first = await tx.query<{ id: MatchId }>(
      sql`select m.id from matches m where ${due} order by ${dueAt}, m.id limit ${atOnce}`,
    )
    const ids = first.map(({ id }) => id)
    const among = sql`m.id = any(${ids}::uuid[])`
    await holdFoundRegistrations(tx, () => registrationsOf(tx, among))
    const found = await tx.query<Due>(sql`
      select m.id, m.program_id as "programId", case when m.status = 'pending' then 'expired'
        when p.ends_on is not null and m.ends_at >= (p.ends_on + 1)::timestamp at time zone (select time_zone from organizations)
          then 'program-ended'
        else 'due' end as reason
      from matches m join programs p on p.id = m.program_id where ${among} and ${due} order by m.id`)
    for (const reason of ['expired', 'due', 'program-ended'] as const) {
      const which = found.filter((match) => match.reason === reason).map(({ id }) => id)
      if (which.length === 0) continue
      const ended = await endMatches(tx, which, { reason, note: '', by: null }, 'when due')
      await auditMatches(tx, { organizationId, memberId: null }, null, 'match.ended', ended, now)
      await tellOfEnds(tx, ended, null)
    }
    if (first.length === atOnce) await addJob(tx, endDueMatches, { programId }, { key: 'due-more' })
    else if (programId) await orderNextLook(tx, programId)
  },
)
