import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

export const programsExports: readonly RowsExport[] = [
  {
    table: 'programs',
    rows: sql`select id, name, description, kind, starts_on as "startsOn", ends_on as "endsOn", registration_open as "registrationOpen",
      requests_open as "requestsOpen", questions, match_ends_on as "matchEndsOn", match_ends_after_days as "matchEndsAfterDays",
      group_size_max as "groupSizeMax", archived_at as "archivedAt", created_at as "createdAt"
      from programs order by organization_id, id`,
  },
  {
    table: 'registrations',
    rows: sql`select id, program_id as "programId", member_id as "memberId", member_name as "memberName", role, capacity, answers, status,
      first_registered_at as "firstRegisteredAt", registered_at as "registeredAt", frozen_at as "frozenAt", left_at as "leftAt"
      from registrations order by organization_id, id`,
  },
  {
    table: 'proposals',
    rows: sql`select id, program_id as "programId", created_by as "createdBy", created_by_name as "createdByName",
      created_at as "createdAt", minimum_score as "minimumScore", ready_at as "readyAt", considered, unmatched, staged, approved,
      discarded from proposals order by organization_id, id`,
  },
  {
    table: 'matches',
    rows: sql`select id, program_id as "programId", status, source, proposal_id as "proposalId", score, reasons, asked_by as "askedBy",
      message, expires_at as "expiresAt", created_at as "createdAt", started_at as "startedAt", ends_at as "endsAt",
      ended_at as "endedAt", end_reason as "endReason", end_note as "endNote", ended_by as "endedBy"
      from matches order by organization_id, id`,
  },
  {
    table: 'match_participants',
    rows: sql`select match_id as "matchId", registration_id as "registrationId", member_id as "memberId", member_name as "memberName",
      role, left_at as "leftAt" from match_participants order by organization_id, match_id, registration_id`,
  },
  {
    table: 'match_intervals',
    rows: sql`select id, match_id as "matchId", member_id as "memberId", member_name as "memberName", started_at as "startedAt",
      ended_at as "endedAt", recorded_at as "recordedAt", voided_at as "voidedAt", void_reason as "voidReason"
      from match_intervals order by organization_id, id`,
  },
  {
    table: 'do_not_match',
    rows: sql`select id, program_id as "programId", low_member_id as "lowMemberId", high_member_id as "highMemberId", reason,
      created_by as "createdBy", created_at as "createdAt" from do_not_match order by organization_id, id`,
  },
]
