import sql from 'sql-template-tag'
import { problem } from '#api/problem.ts'
import type { Caller } from '#server/access/caller.ts'
import { readStanding } from '#server/identities/standing.ts'
import type { Tx } from '#server/platform/database.ts'
import { readEvidence } from './read-evidence.ts'

/**
 * The caller with their address, what their log-in has proved and how their identity stands at this moment, held until the transaction
 * ends: of two changes of credentials at once the second sees what the first has made, and one that was begun before the
 * log-in ended does not come after it. Runs unconfined.
 *
 * @throws not-signed-in where the log-in has ended meanwhile
 */
export async function holdCaller<C extends Pick<Caller, 'identityId' | 'loginId'>>(
  tx: Tx,
  caller: C,
): Promise<C & Pick<Caller, 'email' | 'evidence' | 'standing'>> {
  const [, , [row]] = await Promise.all([
    tx.query(sql`select from identities where id = ${caller.identityId} for no key update`),
    tx.query(sql`select from logins where id = ${caller.loginId} for share`),
    tx.query<{ email: string; evidence: string | null; standing: string }>(sql`
      select i.email, evidence_of(l.id) as evidence, standing_of(i, pw, a) as standing
      from logins l
      join identities i on i.id = l.identity_id
      left join passwords pw on pw.identity_id = i.id
      left join authenticators a on a.identity_id = i.id
      where l.id = ${caller.loginId} and l.ended_at is null`),
  ])
  if (!row) throw problem('not-signed-in')
  return {
    ...caller,
    email: row.email,
    evidence: readEvidence(row.evidence),
    standing: readStanding(row.standing),
  }
}
