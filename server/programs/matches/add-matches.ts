import sql from 'sql-template-tag'
import type { MatchId, OrganizationId, ProgramId, ProposalId, RegistrationId } from '#api/common.ts'
import type { Match, MatchReason } from '#api/matches.ts'
import type { Tx } from '#server/platform/database.ts'
import { nameOf } from '../person.ts'

export interface MatchDraft {
  registrationIds: readonly RegistrationId[]
  score: number | null
  reasons: readonly MatchReason[]
}

interface NewMatches {
  organizationId: OrganizationId
  programId: ProgramId
  source: Match['source']
  drafts: readonly MatchDraft[]
  proposalId?: ProposalId
  /** Of a request: pending until then. */
  asked?: { by: RegistrationId; message: string; expiresAt: Date }
}

/**
 * Adds matches of registrations that are held and were judged: pending where somebody asks, else staged. Each takes a place of
 * everybody in it; the database refuses one too many (`registrations_room`) and a second one of a pair (`matches_pair`).
 */
export async function addMatches(
  tx: Tx,
  { organizationId, programId, source, drafts, proposalId, asked }: NewMatches,
  now: Date,
): Promise<MatchId[]> {
  const added = await tx.query<{ id: MatchId }>(sql`
    with draft as materialized (
      select uuid7() as id, d.* from jsonb_to_recordset(${JSON.stringify(drafts)}::jsonb)
        as d ("registrationIds" uuid[], score int, reasons jsonb)
    ), added as (
      insert into matches (organization_id, id, program_id, status, source, low_registration_id, high_registration_id, proposal_id,
        score, reasons, asked_by, message, expires_at, created_at)
      select ${organizationId}, d.id, ${programId}, ${asked ? 'pending' : 'staged'}, ${source},
        case when p.kind <> 'group' then least(d."registrationIds"[1], d."registrationIds"[2]) end,
        case when p.kind <> 'group' then greatest(d."registrationIds"[1], d."registrationIds"[2]) end,
        ${proposalId ?? null}, d.score, d.reasons, ${asked?.by ?? null}, ${asked?.message ?? ''}, ${asked?.expiresAt ?? null}, ${now}
      from draft d join programs p on p.id = ${programId}
      returning id
    ), joined as (
      insert into match_participants (organization_id, match_id, registration_id, member_id, member_name, role)
      select ${organizationId}, d.id, r.id, r.member_id, ${nameOf}, r.role
      -- One by one (offset 0): the planner knows nothing of how many drafts there are, and would compare each with each.
      from draft d cross join lateral unnest(d."registrationIds") as wanted (id) cross join lateral (
        select r.id, r.member_id, r.role from registrations r where r.id = wanted.id offset 0
      ) r join members m on m.id = r.member_id
      order by r.id
    )
    select id from added`)
  return added.map(({ id }) => id)
}
