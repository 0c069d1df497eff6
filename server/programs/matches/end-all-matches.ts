import sql, { type Sql } from 'sql-template-tag'
import type { MatchId, RegistrationId } from '#api/common.ts'
import type { MatchStatus } from '#api/matches.ts'
import type { Tx } from '#server/platform/database.ts'
import { holdFoundRegistrations } from '../registrations/registration.ts'
import { discardMatches, endMatches, type Why } from './end-matches.ts'
import { tellOfEnds } from './tell.ts'

/** Who writes to whom is left to the caller where an organization ends: its members are told of that. */
const silent: readonly Why['reason'][] = ['organization-deleted']

/**
 * Ends every match of `matches m` for which a condition holds: staged ones go, asked ones and active ones end, and their people are
 * told. Judged again once their registrations are held. Tells how many were active.
 */
export async function endAllMatches(
  tx: Tx,
  condition: Sql,
  statuses: readonly Exclude<MatchStatus, 'ended'>[],
  why: Why,
  now: Date,
): Promise<number> {
  const which = sql`${condition} and m.status = any(${statuses}::text[])`
  await holdFoundRegistrations(tx, () => registrationsOf(tx, which))
  const found = await tx.query<{ id: MatchId; status: MatchStatus }>(
    sql`select m.id, m.status from matches m where ${which} order by m.id`,
  )
  const idsIn = (...among: MatchStatus[]) =>
    found.filter(({ status }) => among.includes(status)).map(({ id }) => id)
  await discardMatches(tx, idsIn('staged'))
  const ended = await endMatches(tx, idsIn('pending', 'active'), why, now)
  if (!silent.includes(why.reason)) await tellOfEnds(tx, ended, why.by)
  return ended.length
}

/** Whoever takes part in matches of `matches m` for which a condition holds. */
export async function registrationsOf(tx: Tx, condition: Sql): Promise<RegistrationId[]> {
  const rows = await tx.query<{ id: RegistrationId }>(sql`
    select distinct mp.registration_id as id from matches m join match_participants mp on mp.match_id = m.id
    where ${condition} order by 1`)
  return rows.map(({ id }) => id)
}
