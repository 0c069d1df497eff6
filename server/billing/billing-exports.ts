import sql from 'sql-template-tag'
import type { RowsExport } from '#server/platform/rows-export.ts'

/** People stand there by member id and name: their identity is nobody's business outside. */
export const billingExports: readonly RowsExport[] = [
  {
    table: 'billing_accounts',
    rows: sql`select anchor_day as "anchorDay" from billing_accounts`,
  },
  {
    table: 'billing_periods',
    rows: sql`select number, starts_at as "startsAt", ends_at as "endsAt", time_zone as "timeZone", anchor_day as "anchorDay",
      closed_at as "closedAt", active, added, removed, event_id as "eventId" from billing_periods order by number`,
  },
  {
    table: 'billing_entries',
    rows: sql`select id, period, of_period as "ofPeriod", change, member_id as "memberId", name, match_id as "matchId",
      interval_id as "intervalId", active_from as "activeFrom", recorded_at as "recordedAt"
      from billing_entries order by organization_id, id`,
  },
]
