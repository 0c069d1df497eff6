import sql from 'sql-template-tag'
import type { MatchId, RegistrationId } from '#api/common.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdFoundRegistrations } from '../registrations/registration.ts'
import { endAllMatches, registrationsOf } from './end-all-matches.ts'
import type { Why } from './end-matches.ts'
import { leaveGroups } from './leave-groups.ts'

const open = ['staged', 'pending', 'active'] as const

/**
 * Ends all that registrations have open, whatever the reason that they take part no more (MT3, US10): staged matches go, asked ones are
 * withdrawn, active ones end; of a group whose host stays only they leave. Afterwards they hold no place. Tells how many active
 * matches ended for them.
 */
export async function closeRegistrations(
  tx: Tx,
  ids: readonly RegistrationId[],
  why: Why,
  now: Date,
): Promise<number> {
  const theirs = sql`m.status <> 'ended' and exists (select from match_participants own
    where own.match_id = m.id and own.registration_id = any(${ids}::uuid[]) and own.left_at is null)`
  // Theirs and those of whoever they are matched with, in one order; nothing new begins with them from here on.
  await holdFoundRegistrations(tx, async () => [...ids, ...(await registrationsOf(tx, theirs))])
  const groups = await tx.query<{ id: MatchId }>(sql`
    select m.id from matches m where ${theirs} and m.status = 'active' and m.low_registration_id is null
      and exists (select from match_participants host where host.match_id = m.id and host.role = 'host'
        and host.registration_id <> all(${ids}::uuid[]))
      and exists (select from match_participants other where other.match_id = m.id and other.role = 'participant'
        and other.left_at is null and other.registration_id <> all(${ids}::uuid[]))`)
  const left = await leaveGroups(
    tx,
    groups.map(({ id }) => id),
    ids,
    why,
    now,
  )

  return left + (await endAllMatches(tx, theirs, open, why, now))
}
