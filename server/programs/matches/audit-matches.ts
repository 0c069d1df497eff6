import sql from 'sql-template-tag'
import type { MatchId, MemberId, OrganizationId } from '#api/common.ts'
import type { Where } from '#server/audit/add-audit-event.ts'
import { addEachAuditEvent } from '#server/audit/add-each-audit-event.ts'
import type { Tx } from '#server/platform/database.ts'

type What =
  | 'match.started'
  | 'match.ended'
  | 'match.joined'
  | 'match.left'
  | 'match.requested'
  | 'match.declined'

/**
 * One audit row a match, which names its members and, where it has ended, why (OP3); of a group, whom alone it concerns.
 * `caller.memberId` null: of a job.
 */
export async function auditMatches(
  tx: Tx,
  caller: { organizationId: OrganizationId; memberId: MemberId | null },
  request: Where | null,
  action: What,
  matchIds: readonly MatchId[],
  now: Date,
  concerned: { who?: MemberId | null; note?: string } = {},
): Promise<void> {
  const rows = await tx.query<{ subjectId: MatchId; details: Record<string, unknown> }>(sql`
    select m.id as "subjectId", jsonb_strip_nulls(jsonb_build_object('programId', m.program_id, 'program', p.name,
      'memberIds', (select jsonb_agg(mp.member_id order by mp.member_id) from match_participants mp
        where mp.match_id = m.id and mp.member_id is not null),
      'source', m.source, 'startedAt', m.started_at, 'endedAt', m.ended_at, 'reason', m.end_reason,
      'note', coalesce(nullif(${concerned.note ?? ''}::text, ''), nullif(m.end_note, '')),
      'memberId', ${concerned.who ?? null}::uuid)) as details
    from matches m join programs p on p.id = m.program_id where m.id = any(${matchIds}::uuid[]) order by m.id`)
  await addEachAuditEvent(tx, caller, request, action, rows, now)
}
